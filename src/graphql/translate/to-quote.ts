import type { PlannedQuote } from '../../generation/index.ts';
import { toPublicId } from '../ids.ts';
import type { QuoteType } from '../types/quote.ts';
import { toCostLine } from './to-estimate.ts';
import { toModel } from './to-model.ts';

export function toQuote({ quote, plan }: PlannedQuote): QuoteType {
  return {
    __typename: 'Quote',
    id: toPublicId('quo', quote.id),
    model: toModel(plan.model),
    prompt: quote.prompt,
    parameters: quote.parameters,
    count: quote.count,
    costEstimate: quote.costEstimate,
    maxCost: quote.maxCost,
    exactness: plan.estimate.exactness,
    lines: plan.estimate.lines.map(toCostLine),
    priceVersion: quote.priceVersion,
    createdAt: quote.createdAt,
    expiresAt: quote.expiresAt,
  };
}
