import { describe, expect, it } from '@jest/globals';
import { decideQuote, decideQuoteTerms } from '../../../../src/generation/plan/decide/quote.ts';
import type { GenerationPlan } from '../../../../src/generation/plan/generation-plan.ts';
import { planGeneration } from '../../../../src/generation/plan/plan-generation.ts';
import type { Quote } from '../../../../src/generation/plan/quote.ts';
import { changingCatalog } from '../../../support/changing-catalog.ts';

const CREATED = new Date('2026-11-21T12:00:00Z');
const EXPIRES = new Date('2026-11-21T12:15:00Z');
const catalog = changingCatalog();

function planned(more: object = {}): GenerationPlan {
  const request = { model: 'bfl/flux-1.1-pro', prompt: 'a seal', parameters: { seed: 7 }, count: 2, ...more };
  const outcome = planGeneration(catalog.current(), request);
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  return outcome.plan;
}

function quoteOf(plan: GenerationPlan, more: Partial<Quote> = {}): Quote {
  const { prompt, parameters, count, priceVersion, estimate } = plan;
  const price = { priceVersion, costEstimate: estimate.total, maxCost: estimate.maxCost };
  const dates = { createdAt: CREATED, expiresAt: EXPIRES };
  return {
    accountId: 'a',
    id: 'q',
    model: plan.model.identifier,
    prompt,
    parameters,
    count,
    ...price,
    ...dates,
    ...more,
  };
}

describe('a quote', () => {
  const quote = quoteOf(planned());

  it('binds until the moment it expires, and not a millisecond longer', () => {
    expect(decideQuote(quote, quote.model, new Date(EXPIRES.getTime() - 1))).toBeUndefined();
    expect(decideQuote(quote, quote.model, EXPIRES)).toEqual({ code: 'QUOTE_EXPIRED', expiresAt: EXPIRES });
  });

  it('that the account does not have binds nothing', () => {
    expect(decideQuote(undefined, 'x', CREATED)).toEqual({ code: 'QUOTE_MISMATCH', path: ['quoteId'] });
  });

  it('binds its model only', () => {
    expect(decideQuote(quote, 'bfl/flux-dev', CREATED)).toEqual({ code: 'QUOTE_MISMATCH', path: ['model'] });
  });

  it('binds a request that says the same in another way', () => {
    expect(decideQuoteTerms(quote, planned())).toBeUndefined();
    expect(decideQuoteTerms(quote, planned({ parameters: { height: 1024, width: 1024, seed: 7 } }))).toBeUndefined();
  });

  it.each([
    ['another value', { parameters: { seed: 8 } }, ['parameters', 'seed']],
    ['a parameter fewer', { parameters: {} }, ['parameters', 'seed']],
    ['another default', { parameters: { seed: 7, width: 512 } }, ['parameters', 'width']],
    ['more outputs', { count: 3 }, ['count']],
    ['fewer outputs', { count: 1 }, ['count']],
    ['another prompt', { prompt: 'a walrus' }, ['prompt']],
    ['no prompt', { prompt: undefined }, ['prompt']],
  ])('does not bind a request with %s', (_, more, path) => {
    expect(decideQuoteTerms(quote, planned(more))).toEqual({ code: 'QUOTE_MISMATCH', path });
  });

  it('looks into nested parameters, whatever the order of their names', () => {
    const nested = (sandbox: object): GenerationPlan => planned({ parameters: { sandbox } });
    const partial = quoteOf(nested({ outcome: 'partial', deliver: 1 }));
    expect(decideQuoteTerms(partial, nested({ deliver: 1, outcome: 'partial' }))).toBeUndefined();
    expect(decideQuoteTerms(partial, nested({ outcome: 'partial', deliver: 2 }))).toMatchObject({
      path: ['parameters', 'sandbox'],
    });
    const listed = (list: unknown): GenerationPlan => ({ ...planned(), parameters: { list } });
    expect(decideQuoteTerms(quoteOf(listed([1, 2])), listed([1, 2]))).toBeUndefined();
    for (const other of [[2, 1], [1], { 0: 1, 1: 2 }, null, 'x']) {
      expect(decideQuoteTerms(quoteOf(listed([1, 2])), listed(other))).toMatchObject({ path: ['parameters', 'list'] });
    }
  });

  it('without a prompt binds any prompt that does not change the price', () => {
    const open = quoteOf(planned({ prompt: undefined }));
    expect(decideQuoteTerms(open, planned())).toBeUndefined();
    const dearer = quoteOf(planned({ prompt: undefined }), { maxCost: quote.costEstimate });
    const plan = planned();
    const changed = { ...plan, estimate: { ...plan.estimate, maxCost: planned({ count: 3 }).estimate.maxCost } };
    expect(decideQuoteTerms(dearer, changed)).toEqual({ code: 'QUOTE_MISMATCH', path: ['prompt'] });
  });
});
