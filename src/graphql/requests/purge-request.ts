import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { fromPublicId, generalError } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { CheckedFirst, onlyServerKeys } from '../edge/guard/argument-checks.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { toRequest } from './translate.ts';
import { RequestType } from './types.ts';

@InputType({ description: 'A request whose content is to be erased.' })
class PurgeRequestInput {
  @Field(() => ID, { description: 'The request.' })
  readonly id!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What became of it.', simpleResolvers: true })
class PurgeRequestPayload {
  @Field(() => Boolean, { description: 'Whether it is erased, now or before.' })
  readonly purged!: boolean;

  @Field(() => RequestType, {
    nullable: true,
    description: 'What is left of it in the log; null when it is not kept there.',
  })
  readonly request!: RequestType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const WORDS = {
  REQUEST_NOT_FOUND: 'There is no such request.',
  REQUEST_NOT_ENDED:
    'Its generation is under way, or its cost waits for an operator. Cancel it, or try again once it is billed.',
} as const;

@Resolver()
export class PurgeRequestResolver {
  @GuardedBy('GENERATION_WRITE')
  @CheckedFirst(onlyServerKeys)
  @Mutation(() => PurgeRequestPayload, {
    description:
      'Erases prompt, parameters, metadata, tags, error messages and delivered files of one request, for good. What it cost stays. Repeating it is safe. Not with a client token: one end user could erase what belongs to another.',
  })
  purgeRequest(
    @Arg('input', () => PurgeRequestInput) input: PurgeRequestInput,
    @Ctx() context: GraphqlContext,
  ): Promise<PurgeRequestPayload> {
    context.forget();
    return purge(context, input.id);
  }
}

async function purge({ services, viewer }: GraphqlContext, publicId: string): Promise<PurgeRequestPayload> {
  const id = fromPublicId('req', publicId);
  if (id === undefined) return refused('REQUEST_NOT_FOUND');
  const outcome = await services.requests.purge(viewer.account.id, id);
  if (outcome.status === 'refused') return refused(outcome.code);
  const { request } = outcome;
  return {
    purged: true,
    request: request === undefined ? undefined : toRequest(request, services.catalog),
    userErrors: [],
  };
}

function refused(code: keyof typeof WORDS): PurgeRequestPayload {
  return {
    purged: false,
    request: undefined,
    userErrors: [generalError({ code, message: WORDS[code], path: ['id'] })],
  };
}
