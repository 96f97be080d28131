import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import {
  type AnyUserError,
  checkLabelsOf,
  checkRequest,
  decideBlock,
  noting,
  refuseSuspended,
  type SpendingBlock,
  toGenerationError,
  toPlanRequest,
} from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { notedPayload } from '../requests/note-payload.ts';
import { spenderOf } from './estimate.ts';
import { toQuote } from './translate.ts';
import { EstimateInput, QuoteType, SpendingBlockEnum } from './types.ts';

@ForWhoAsked()
@ObjectType({ description: 'The quote, or why there is none.', simpleResolvers: true })
class QuotePayload {
  @Field(() => QuoteType, { nullable: true, description: 'Null when refused.' })
  readonly quote!: QuoteType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class QuoteResolver {
  @GuardedBy('GENERATION_WRITE')
  @Mutation(() => QuotePayload, {
    description: 'Binds the price of a request until expiresAt. Free; it reserves nothing and touches no provider.',
  })
  quote(
    @Arg('input', () => EstimateInput) input: EstimateInput,
    @Ctx() context: GraphqlContext,
  ): Promise<QuotePayload> {
    return notedPayload(
      noting(context, [input]),
      () => quote(context, input),
      () => ({ endpoint: 'QUOTE' }),
    );
  }
}

/** Of the key that asks now: what it is for binds, whether it can be paid for is another matter. */
@Resolver(() => QuoteType)
export class QuoteSpendingResolver {
  @FieldResolver(() => Boolean, {
    description: 'Whether this key can reserve maxCost now, all limits considered; blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: QuoteType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await spenderOf(context), maxCost) === undefined;
  }

  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve maxCost now; null: it can.',
  })
  async blockedBy(@Root() { maxCost }: QuoteType, @Ctx() context: GraphqlContext): Promise<SpendingBlock | undefined> {
    return decideBlock(await spenderOf(context), maxCost);
  }
}

async function quote(context: GraphqlContext, input: EstimateInput): Promise<QuotePayload> {
  const { services, viewer } = context;
  const { account } = viewer;
  const suspended = await refuseSuspended(context);
  if (suspended !== undefined) return refused(suspended);
  const { model, prompt, parameters, count } = toPlanRequest(input);
  const wrong = checkRequest({ model, prompt, parameters, count }) ?? checkLabelsOf(viewer, input);
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.generations.quote({ accountId: account.id, model, prompt, parameters, count });
  return outcome.status === 'quoted'
    ? { quote: toQuote(outcome), userErrors: [] }
    : refused(toGenerationError(outcome.refusal, services.catalog));
}

const refused = (error: AnyUserError): QuotePayload => ({ quote: undefined, userErrors: [error] });
