import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Generation } from '../../generation/index.ts';
import type { GraphqlContext } from '../context.ts';
import { generationNotFound } from '../errors/refused-query.ts';
import { fromPublicId } from '../ids.ts';
import { toGenerationUpdate } from '../translate/to-generation.ts';
import { GenerationUpdateType } from '../types/generation.ts';

/** A failure in the middle is an event too: it must end this subscription, not the whole socket. */
type Event = Generation | Error;

@Resolver()
export class GenerationUpdatedResolver {
  @Subscription(() => GenerationUpdateType, {
    description: 'Follows a generation: first as it is now, then every change; it completes after the terminal one.',
    subscribe: ({ args, context }) => follow(context as GraphqlContext, (args as { id: string }).id),
  })
  generationUpdated(
    @Arg('id', () => ID) _id: string,
    @Root() event: Event,
    @Ctx() context: GraphqlContext,
  ): GenerationUpdateType {
    if (event instanceof Error) throw event;
    context.forget();
    return toGenerationUpdate(event, context.services.catalog);
  }
}

async function follow({ services, viewer }: GraphqlContext, publicId: string): Promise<AsyncIterableIterator<Event>> {
  const id = fromPublicId('gen', publicId);
  const updates = id === undefined ? undefined : await services.generations.follow(viewer.account.id, id);
  if (updates === undefined) throw generationNotFound();
  return withFailureAsEvent(updates);
}

/** Not an async generator: its return() would wait for a pending next(), and a client that leaves would not be let go. */
function withFailureAsEvent(source: AsyncIterableIterator<Generation>): AsyncIterableIterator<Event> {
  let isOver = false;
  return {
    next: async () => {
      if (isOver) return { done: true, value: undefined };
      try {
        return await source.next();
      } catch (error) {
        isOver = true;
        return { done: false, value: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    return: async () => {
      isOver = true;
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
