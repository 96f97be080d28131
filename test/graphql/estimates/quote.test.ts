import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { GenerationPlan, PlannedQuote, Quote } from '../../../src/generation/index.ts';
import { planGeneration } from '../../../src/generation/plan/plan-generation.ts';
import { ACCOUNT_ID, catalog, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const QUOTE = `mutation ($input: EstimateInput!) {
  quote(input: $input) {
    quote {
      id model { identifier } prompt parameters count costEstimate maxCost exactness priceVersion expiresAt
      lines { description amount }
    }
    userErrors { code path status }
  }
}`;
const MODEL = 'bfl/flux-1.1-pro';
const quoteId = toPublicId('quo', KEY_ID);

function plannedQuote(): PlannedQuote {
  const outcome = planGeneration(catalog.current(), { model: MODEL, prompt: 'a fox', parameters: {}, count: 2 });
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  return { quote: quoteOf(outcome.plan), plan: outcome.plan };
}

function quoteOf({ prompt, parameters, count, priceVersion, estimate }: GenerationPlan): Quote {
  const dates = { createdAt: NOW, expiresAt: new Date(NOW.getTime() + 900_000) };
  const price = { priceVersion, costEstimate: estimate.total, maxCost: estimate.maxCost };
  return { accountId: ACCOUNT_ID, id: KEY_ID, model: MODEL, prompt, parameters, count, ...price, ...dates };
}

describe('quote', () => {
  it('answers with every dimension that it binds', async () => {
    const asked: object[] = [];
    const edge = openEdge({
      generations: {
        quote: async (request) => {
          asked.push(request);
          return { status: 'quoted', ...plannedQuote() };
        },
      },
    });
    const { data } = await edge.ask(QUOTE, { input: { model: MODEL, prompt: 'a fox', count: 2 } });
    expect(asked).toEqual([{ accountId: ACCOUNT_ID, model: MODEL, prompt: 'a fox', parameters: {}, count: 2 }]);
    expect(data.quote).toEqual({
      quote: {
        ...{ id: quoteId, model: { identifier: MODEL }, prompt: 'a fox', count: 2 },
        ...{
          parameters: expect.objectContaining({ width: 1024, height: 1024 }),
          costEstimate: '0.104',
          maxCost: '0.104',
          exactness: 'EXACT',
        },
        ...{ priceVersion: catalog.storefront.priceVersion, expiresAt: '2026-11-21T12:15:00.000Z' },
        lines: [{ description: expect.stringContaining('2 images'), amount: '0.104' }],
      },
      userErrors: [],
    });
  });

  it.each([
    [{ count: 101 }, ['count']],
    [{ prompt: 'a\u0000b' }, ['prompt']],
  ])('refuses %j before any room is asked', async (more, path) => {
    const { data } = await openEdge().ask(QUOTE, { input: { model: MODEL, ...more } });
    expect(data.quote).toMatchObject({ quote: null, userErrors: [{ code: 'INVALID_PARAMETER', path }] });
  });

  it('is for those who may generate', async () => {
    const reader = fakeViewer({ scopes: ['GENERATION_READ', 'ACCOUNT_READ'] });
    expect((await openEdge().ask(QUOTE, { input: { model: MODEL } }, { viewer: reader })).status).toBe(403);
    const viewer = fakeViewer({ status: 'SUSPENDED' });
    const { data } = await openEdge().ask(QUOTE, { input: { model: MODEL } }, { viewer });
    expect(data.quote.userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED', status: 403 }]);
  });

  it('is found again by node(id), by its own account', async () => {
    const asked: unknown[] = [];
    const edge = openEdge({
      generations: {
        findQuote: async (...place) => {
          asked.push(place);
          return plannedQuote();
        },
      },
    });
    const query = `query ($id: ID!) { node(id: $id) { id ... on Quote { maxCost } } }`;
    expect((await edge.ask(query, { id: quoteId })).data.node).toEqual({ id: quoteId, maxCost: '0.104' });
    expect(asked).toEqual([[ACCOUNT_ID, KEY_ID]]);
  });
});
