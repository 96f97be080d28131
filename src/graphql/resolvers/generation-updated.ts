import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Generation } from '../../generation/index.ts';
import type { GraphqlContext } from '../context.ts';
import type { EventOrFailure } from '../deliver-events.ts';
import { generationNotFound } from '../errors/refused-query.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toGenerationUpdate } from '../translate/to-generation.ts';
import { GenerationUpdateType } from '../types/generation.ts';

@Resolver()
export class GenerationUpdatedResolver {
  @GuardedBy('GENERATION_READ')
  @Subscription(() => GenerationUpdateType, {
    description: 'Follows a generation: first as it is now, then every change; it completes after the terminal one.',
    subscribe: ({ args, context }) => follow(context as GraphqlContext, (args as { id: string }).id),
  })
  generationUpdated(
    @Arg('id', () => ID) _id: string,
    @Root() event: EventOrFailure<Generation>,
    @Ctx() context: GraphqlContext,
  ): GenerationUpdateType {
    if (event instanceof Error) throw event;
    return toGenerationUpdate(event, context.services.catalog);
  }
}

async function follow(
  { services, viewer }: GraphqlContext,
  publicId: string,
): Promise<AsyncIterableIterator<Generation>> {
  const id = fromPublicId('gen', publicId);
  const updates = id === undefined ? undefined : await services.generations.follow(viewer.account.id, id);
  if (updates === undefined) throw generationNotFound();
  return updates;
}
