import { describe, expect, it } from '@jest/globals';
import type { Generations } from '../../../src/generation/index.ts';
import { orderModelsByPrice } from '../../../src/generation/plan/order-models.ts';
import { planGeneration } from '../../../src/generation/plan/plan-generation.ts';
import { catalog, credits, fakeViewer, NOW, openEdge } from '../open-edge.ts';

const generations: Partial<Generations> = {
  plan: (request) => planGeneration(catalog.current(), request),
  modelsByPrice: (asked) => orderModelsByPrice(catalog.current(), asked),
};
const edge = openEdge({ generations });

const MODELS = `query ($where: ModelWhere, $orderBy: ModelOrder, $first: Int, $after: String, $parameters: JSONObject) {
  models(where: $where, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { identifier estimate(parameters: $parameters) { totalCost } }
  }
}`;

interface Listed {
  readonly identifier: string;
  readonly price: string | undefined;
}

async function page(variables: object) {
  const { data, errors } = await edge.ask(MODELS, variables);
  expect(errors).toEqual([]);
  const { nodes, pageInfo, totalCount } = data.models;
  const listed: Listed[] = nodes.map((node: { identifier: string; estimate: { totalCost: string } | null }) => ({
    identifier: node.identifier,
    price: node.estimate?.totalCost,
  }));
  return { listed, pageInfo, totalCount: totalCount as number };
}

/** Every page of the list, one after the other. */
async function all(variables: object, first: number): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (let after: string | null = null; ; ) {
    const found = await page({ ...variables, first, after });
    listed.push(...found.listed);
    if (found.pageInfo.hasNextPage !== true) return listed;
    after = found.pageInfo.endCursor as string;
  }
}

const parameters = { width: 1024, height: 1024 };
const byPrice = (direction: string) => ({ parameters, orderBy: { field: 'PRICE', direction, parameters } });

describe('models', () => {
  it.each(['ASC', 'DESC'])('ordered by price %s come page by page as they come at once', async (direction) => {
    const whole = await all(byPrice(direction), 100);
    expect(whole).toHaveLength(catalog.models().length);
    for (const size of [1, 7]) expect(await all(byPrice(direction), size)).toEqual(whole);
    const priced = whole.flatMap(({ price }) => (price === undefined ? [] : [credits(price)]));
    expect(priced.length).toBeGreaterThan(5);
    const sorted = priced.toSorted((one, other) => Number(one - other));
    expect(priced).toEqual(direction === 'ASC' ? sorted : sorted.toReversed());
    const rest = whole.slice(priced.length);
    expect(rest.every(({ price }) => price === undefined)).toBe(true);
    const names = rest.map(({ identifier }) => identifier);
    expect(names).toEqual(names.toSorted((one, other) => (one < other ? -1 : 1)));
  });

  it('ordered by identifier go both ways', async () => {
    const usual = (await all({}, 100)).map(({ identifier }) => identifier);
    const ascending = await all({ orderBy: { field: 'IDENTIFIER' } }, 9);
    expect(ascending.map(({ identifier }) => identifier)).toEqual(usual);
    const descending = await all({ orderBy: { field: 'IDENTIFIER', direction: 'DESC' } }, 9);
    expect(descending.map(({ identifier }) => identifier)).toEqual(usual.toReversed());
  });

  it('are ordered among those that match, and counted', async () => {
    const { listed, totalCount } = await page({ ...byPrice('ASC'), where: { search: 'flux', available: true } });
    expect(totalCount).toBe(catalog.models({ search: 'flux', available: true }).length);
    expect(listed.every(({ identifier }) => identifier.includes('flux'))).toBe(true);
  });

  it.each([
    [{ count: 0 }, 'orderBy: count has to be a whole number from 1 to 100.'],
    [{ count: 101 }, 'orderBy: count has to be a whole number from 1 to 100.'],
    [{ prompt: 'a\u0000b' }, 'orderBy: prompt has to be Unicode text without U+0000.'],
  ])('are not ordered by a request that no model could be asked: %j', async (more, message) => {
    const orderBy = { field: 'PRICE', ...more };
    const { status, errors } = await edge.ask(MODELS, { orderBy });
    expect([status, errors[0].message]).toEqual([400, message]);
  });

  it('know the cursors of their own order only', async () => {
    const { pageInfo } = await page({ first: 1 });
    const wrong = await edge.ask(MODELS, { ...byPrice('ASC'), after: pageInfo.endCursor });
    expect([wrong.status, wrong.errors[0].message]).toEqual([400, 'after is not a cursor of this list.']);
    const priced = await page({ ...byPrice('ASC'), first: 1 });
    expect((await edge.ask(MODELS, { after: priced.pageInfo.endCursor })).status).toBe(400);
  });
});

describe("a model's estimate", () => {
  const ASK = `query ($parameters: JSONObject, $count: Int) {
    model(identifier: "bfl/flux-1.1-pro") { estimate(parameters: $parameters, count: $count) { totalCost canAfford } }
  }`;
  const balance = {
    ...{ available: credits('0.1'), reserved: credits('0'), sequence: 1n, creditLimit: credits('0') },
    ...{ lots: [], expiringSoon: credits('0'), frozen: credits('0'), debt: credits('0'), asOf: NOW },
  };
  const rich = openEdge({
    generations,
    ledger: { balance: async () => balance },
    usage: { spendingPower: async () => ({ running: 0, budget: undefined }) },
  });

  it('says what a request to it would cost, and whether the balance pays for it', async () => {
    const { data } = await rich.ask(ASK, { parameters, count: 2 });
    expect(data.model.estimate).toEqual({ totalCost: '0.104', canAfford: false });
  });

  it('is null when the request does not fit, and refused when no model could be asked', async () => {
    expect((await rich.ask(ASK, { parameters: { colour: 'red' } })).data.model.estimate).toBeNull();
    const { errors } = await rich.ask(ASK, { count: 101 });
    expect(errors[0].extensions).toMatchObject({ code: 'INVALID_PARAMETER', path: ['count'] });
  });

  it('needs a scope of estimates, since it knows the balance', async () => {
    const viewer = fakeViewer({ scopes: ['BILLING_WRITE'] });
    expect((await rich.ask(ASK, {}, { viewer })).status).toBe(403);
    expect((await rich.ask('{ model(identifier: "x") { name } }', {}, { viewer })).status).toBe(200);
  });
});
