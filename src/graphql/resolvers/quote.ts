import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspended } from '../errors/refuse-suspended.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { findSpender } from '../find-spender.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkRequest, toPlanRequest } from '../input/check-request.ts';
import { decideBlock, type SpendingBlock } from '../translate/decide-spending.ts';
import { toQuote } from '../translate/to-quote.ts';
import { EstimateInput } from '../types/estimate.ts';
import { QuotePayload, QuoteType } from '../types/quote.ts';
import { SpendingBlockEnum } from '../types/spending-block-enum.ts';
import type { AnyUserError } from '../types/user-errors.ts';

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
    return quote(context, input);
  }
}

/** Of the key that asks now: what it is for binds, whether it can be paid for is another matter. */
@Resolver(() => QuoteType)
export class QuoteSpendingResolver {
  @FieldResolver(() => Boolean, {
    description: 'Whether this key can reserve maxCost now, all limits considered; blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: QuoteType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await findSpender(context), maxCost) === undefined;
  }

  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve maxCost now; null: it can.',
  })
  async blockedBy(@Root() { maxCost }: QuoteType, @Ctx() context: GraphqlContext): Promise<SpendingBlock | undefined> {
    return decideBlock(await findSpender(context), maxCost);
  }
}

async function quote(context: GraphqlContext, input: EstimateInput): Promise<QuotePayload> {
  const { services, viewer } = context;
  const { account } = viewer;
  const suspended = await refuseSuspended(context);
  if (suspended !== undefined) return refused(suspended);
  const { model, prompt, parameters, count } = toPlanRequest(input);
  const wrong = checkRequest({ model, prompt, parameters, count });
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.generations.quote({ accountId: account.id, model, prompt, parameters, count });
  return outcome.status === 'quoted'
    ? { quote: toQuote(outcome), userErrors: [] }
    : refused(toGenerationError(outcome.refusal, services.catalog));
}

const refused = (error: AnyUserError): QuotePayload => ({ quote: undefined, userErrors: [error] });
