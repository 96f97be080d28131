// The price of a request for a generation: by the book in force, or, with a quote, exactly the quote's.
import type { Catalog } from '../../catalog/index.ts';
import type { Database } from '../../database/index.ts';
import type { QuoteRefusal } from '../refusal.ts';
import { decideQuote, decideQuoteTerms } from './decide/quote.ts';
import type { GenerationPlan, PlanOutcome, PlanRequest } from './generation-plan.ts';
import { planGeneration } from './plan-generation.ts';
import type { Quote } from './quote.ts';
import { readQuote } from './store-quote.ts';

export interface PricingServices {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly now: () => Date;
}

export interface QuotedRequest extends PlanRequest {
  readonly accountId: string;
  /** The quote's uuid. */
  readonly quoteId: string | undefined;
}

/** Without a quote nothing is read. */
export async function planRequest(services: PricingServices, request: QuotedRequest): Promise<PlanOutcome> {
  const { quoteId, accountId } = request;
  if (quoteId === undefined) return planGeneration(services.catalog.current(), request);
  const quote = await readQuote(services.database, accountId, quoteId);
  const refusal = decideQuote(quote, request.model, services.now());
  if (quote === undefined || refusal !== undefined) return refused(refusal);
  const book = await services.catalog.priceBook(quote.priceVersion);
  // A quote whose book is unknown here was made on another database.
  const planned = book === undefined ? undefined : planGeneration(book, request);
  if (planned === undefined) return refused(undefined);
  return planned.status === 'refused' ? planned : byQuote(quote, planned.plan);
}

/** The numbers are the stored ones, so that not even a new release of the gateway changes what was promised. */
function byQuote(quote: Quote, plan: GenerationPlan): PlanOutcome {
  const refusal = decideQuoteTerms(quote, plan);
  if (refusal !== undefined) return refused(refusal);
  const { id: quoteId, costEstimate, maxCost } = quote;
  const estimate = { ...plan.estimate, total: costEstimate, maxCost };
  return { status: 'planned', plan: { ...plan, estimate, quoteId } };
}

function refused(refusal: QuoteRefusal | undefined): PlanOutcome {
  return { status: 'refused', refusal: refusal ?? { code: 'QUOTE_MISMATCH', path: ['quoteId'] } };
}
