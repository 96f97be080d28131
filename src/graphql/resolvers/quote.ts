import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { refuseSuspended } from '../errors/refuse-suspended.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkRequest, toPlanRequest } from '../input/check-request.ts';
import { toQuote } from '../translate/to-quote.ts';
import { EstimateInput } from '../types/estimate.ts';
import { QuotePayload } from '../types/quote.ts';
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
