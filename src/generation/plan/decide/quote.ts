// Whether a quote binds a request: it must be in force, and made for just this. Pure.

import type { QuoteRefusal } from '../../refusal.ts';
import type { GenerationPlan } from '../generation-plan.ts';
import type { Quote } from '../quote.ts';

const mismatch = (...path: readonly string[]): QuoteRefusal => ({ code: 'QUOTE_MISMATCH', path });

/** What can be said before the request is priced. A quote of another account is none. */
export function decideQuote(quote: Quote | undefined, model: string, now: Date): QuoteRefusal | undefined {
  if (quote === undefined) return mismatch('quoteId');
  const { expiresAt } = quote;
  if (now >= expiresAt) return { code: 'QUOTE_EXPIRED', expiresAt };
  return model === quote.model ? undefined : mismatch('model');
}

/**
 * What differs from the request, priced by the quote's own book. A quote without a prompt binds any prompt, unless the prompt
 * changes the price.
 */
export function decideQuoteTerms(quote: Quote, plan: GenerationPlan): QuoteRefusal | undefined {
  const name = differingName(quote.parameters, plan.parameters);
  if (name !== undefined) return mismatch('parameters', name);
  if (plan.count !== quote.count) return mismatch('count');
  const isSamePrompt = quote.prompt === undefined ? costsTheSame(quote, plan) : plan.prompt === quote.prompt;
  return isSamePrompt ? undefined : mismatch('prompt');
}

const costsTheSame = (quote: Quote, { prompt, estimate }: GenerationPlan): boolean =>
  prompt === undefined || (estimate.total === quote.costEstimate && estimate.maxCost === quote.maxCost);

type Values = Readonly<Record<string, unknown>>;

/** The first parameter that is not the same in both; the order of names does not matter. */
function differingName(quoted: Values, asked: Values): string | undefined {
  const names = new Set([...Object.keys(quoted), ...Object.keys(asked)]);
  return [...names].find((name) => !isSame(quoted[name], asked[name]));
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return (
    Object.keys(one).length === Object.keys(other).length && differingName(one as Values, other as Values) === undefined
  );
}
