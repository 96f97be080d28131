import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { checkRequest, toPlanRequest } from '../input/check-request.ts';
import { toQuote } from '../translate/to-quote.ts';
import { EstimateInput } from '../types/estimate.ts';
import { QuotePayload } from '../types/quote.ts';
import type { AnyUserError } from '../types/user-errors.ts';

@Resolver()
export class QuoteResolver {
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

async function quote({ services, viewer }: GraphqlContext, input: EstimateInput): Promise<QuotePayload> {
  const { account } = viewer;
  if (account.status === 'SUSPENDED') return refused(ACCOUNT_SUSPENDED);
  const { model, prompt, parameters, count } = toPlanRequest(input);
  const wrong = checkRequest({ model, prompt, parameters, count });
  if (wrong !== undefined) return refused(wrong);
  const outcome = await services.generations.quote({ accountId: account.id, model, prompt, parameters, count });
  return outcome.status === 'quoted'
    ? { quote: toQuote(outcome), userErrors: [] }
    : refused(toGenerationError(outcome.refusal, services.catalog));
}

const refused = (error: AnyUserError): QuotePayload => ({ quote: undefined, userErrors: [error] });
