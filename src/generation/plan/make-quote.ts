// Prices a request by the book in force and writes the price down, so that it binds until it expires.
import type { Catalog } from '../../catalog/index.ts';
import { type Database, newId, shardOf } from '../../database/index.ts';
import { checkQuantity } from './check-plan.ts';
import { planGeneration } from './plan-generation.ts';
import type { Quote, QuoteOutcome, QuoteRequest } from './quote.ts';
import { storeQuote } from './store-quote.ts';

export interface QuoteServices {
  readonly database: Database;
  readonly catalog: Catalog;
  /** How long a quote binds, in minutes. */
  readonly quoteMinutes: number;
  readonly now: () => Date;
}

const MINUTE_MILLISECONDS = 60_000;

export async function makeQuote(services: QuoteServices, request: QuoteRequest): Promise<QuoteOutcome> {
  const planned = planGeneration(services.catalog.current(), request);
  if (planned.status === 'refused') return planned;
  const { plan } = planned;
  const refusal = checkQuantity(plan);
  if (refusal !== undefined) return { status: 'refused', refusal };
  const createdAt = services.now();
  const quote: Quote = {
    accountId: request.accountId,
    id: newId(),
    model: plan.model.identifier,
    prompt: plan.prompt,
    parameters: plan.parameters,
    count: plan.count,
    priceVersion: plan.priceVersion,
    costEstimate: plan.estimate.total,
    maxCost: plan.estimate.maxCost,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + services.quoteMinutes * MINUTE_MILLISECONDS),
  };
  await storeQuote(shardOf(services.database, quote.accountId), quote);
  return { status: 'quoted', quote, plan };
}
