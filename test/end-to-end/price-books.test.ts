// Price books over HTTP, on two gateways with one database: published at one, in force at both; what runs keeps its own.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, post } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const SHIPPED = readFileSync('storefronts/usd-credits.json', 'utf8');
const MODEL = 'bfl/flux-1.1-pro';

/** The shipped storefront with this price for an image of one model, which is 0.052 there. */
function documentWith(price: string): string {
  const storefront = JSON.parse(SHIPPED) as { models: { identifier: string; rules: { price?: string }[] }[] };
  const model = storefront.models.find(({ identifier }) => identifier === MODEL);
  const [rule] = model?.rules ?? [];
  if (rule?.price !== '0.052') throw new Error(`the test counts on ${MODEL} at 0.052`);
  rule.price = price;
  return JSON.stringify(storefront, null, 2);
}

const PUBLISH = `mutation ($input: PublishPriceBookInput!) {
  publishPriceBook(input: $input) {
    priceBook { number version state effectiveAt }
    differences replayed
    userErrors { code message path ... on ParameterError { allowed } }
  }
}`;
const REHEARSE = `query ($input: PublishPriceBookInput!) {
  rehearsePriceBook(input: $input) {
    version replaces differences forceReasons
    total { generations paid wouldHavePaid difference percentage }
    byModel { model sum { generations difference } }
    byAccount { accountId sum { generations difference } }
    unpriced { model generations }
  }
}`;
const ESTIMATE = `{ estimate(input: { model: "${MODEL}" }) { totalCost priceVersion } }`;
const LIST = '{ priceBooks { number version state publishedBy } }';

let first: TestGateway;
let second: TestGateway;

beforeAll(async () => {
  first = await startTestGateway();
  second = await startTestGateway({ besides: first });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
});

async function operate(gateway: TestGateway, query: string, input?: object): Promise<Answer> {
  const { status, data, errors } = await gateway.ask(query, { input }, { key: gateway.operatorKey });
  expect([status, errors]).toEqual([200, undefined]);
  return data;
}

const publish = async (gateway: TestGateway, input: object): Promise<Answer> =>
  (await operate(gateway, PUBLISH, input)).publishPriceBook;

const priceAt = async (gateway: TestGateway): Promise<string> => (await gateway.ask(ESTIMATE)).data.estimate.totalCost;

describe('a price book', () => {
  it('begins as the shipped file, whichever gateway starts first', async () => {
    const { priceBooks } = await operate(second, LIST);
    expect(priceBooks).toMatchObject([{ number: 1, state: 'IN_FORCE', publishedBy: null }]);
    const { data } = await first.ask(ESTIMATE);
    expect(data.estimate).toEqual({ totalCost: '0.052', priceVersion: priceBooks[0].version });
    expect(first.logs()).not.toContain('is not the newest price book');
  });

  it('is rehearsed over what was paid, then published at one gateway and in force at both', async () => {
    const { id: accountId, key } = await first.newAccount('10');
    const { data } = await first.ask(GENERATE, { input: generateInput() }, { key });
    expect(await first.ended(data.generate.generation.id, key)).toMatchObject({ cost: '0.052' });

    const document = documentWith('0.06');
    const { rehearsePriceBook: rehearsal } = await operate(second, REHEARSE, { document, days: 1 });
    expect(rehearsal).toMatchObject({
      forceReasons: [],
      total: { generations: 1, paid: '0.052', wouldHavePaid: '0.06', difference: '0.008', percentage: '15.38' },
      byModel: [{ model: MODEL, sum: { generations: 1, difference: '0.008' } }],
      byAccount: [{ accountId, sum: { generations: 1, difference: '0.008' } }],
      unpriced: [],
    });
    expect(rehearsal.differences).toEqual([
      expect.stringMatching(/flux-1\.1-pro.*0\.052 -> 0\.06 credits \(\+15\.4 %\)/),
    ]);
    expect(await priceAt(first)).toBe('0.052');

    const published = await publish(second, { document });
    expect(published).toMatchObject({
      priceBook: { number: 2, state: 'IN_FORCE', version: rehearsal.version },
      replayed: false,
      userErrors: [],
    });
    expect(published.differences).toEqual(rehearsal.differences);
    expect(await priceAt(second)).toBe('0.06');
    await waitUntil('the first gateway sells by it', async () => (await priceAt(first)) === '0.06');
    const { priceBooks } = await operate(first, LIST);
    expect(priceBooks.map(({ state }: Answer) => state)).toEqual(['IN_FORCE', 'SUPERSEDED']);
    expect(priceBooks[0].publishedBy).toMatch(/^key_/);
  });

  it('answers the same publication again, at the other gateway, as a replay', async () => {
    const again = await publish(first, { document: documentWith('0.06') });
    expect(again).toMatchObject({ priceBook: { number: 2 }, replayed: true, userErrors: [] });
  });

  it('leaves a generation that runs the price it was accepted with', async () => {
    const { key } = await first.newAccount('10');
    await publish(first, { document: documentWith('0.052') });
    await waitUntil('both are back', async () => (await priceAt(second)) === '0.052');
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 1_500 } } });
    const { data } = await first.ask(GENERATE, { input }, { key });
    await publish(second, { document: documentWith('0.1') });
    await waitUntil('both sell dearer', async () => (await priceAt(first)) === '0.1');
    expect(await first.ended(data.generate.generation.id, key)).toMatchObject({ status: 'SUCCEEDED', cost: '0.052' });
  });

  it('is refused with the line and the place, and whatever is in force stays', async () => {
    const price = await priceAt(first);
    const document = documentWith('0.06').replace('"price": "0.06"', '"price": 0.06');
    const refused = await publish(first, { document });
    expect(refused).toMatchObject({ priceBook: null, userErrors: [{ code: 'INVALID_PARAMETER', path: ['document'] }] });
    expect(refused.userErrors[0].message).toMatch(/^document:\d+: models\[\d+\]\.rules\[0\]\.price: /);
    const { errors } = await first.ask(REHEARSE, { input: { document } }, { key: first.operatorKey });
    expect(errors?.[0]).toMatchObject({ message: refused.userErrors[0].message, extensions: { path: ['document'] } });
    expect(await priceAt(first)).toBe(price);
  });

  it('takes force when a price is more than ten times another', async () => {
    const refused = await publish(first, { document: documentWith('5.2') });
    expect(refused.userErrors).toMatchObject([{ path: ['force'], allowed: ['true'] }]);
    expect(refused.userErrors[0].message).toContain(MODEL);
    const forced = await publish(first, { document: documentWith('5.2'), force: true });
    expect(forced).toMatchObject({ priceBook: { state: 'IN_FORCE' }, userErrors: [] });
    await waitUntil('both sell by it', async () => (await priceAt(second)) === '5.2');
  });

  it('comes into force at both gateways at its moment, and the next start has it too', async () => {
    const effectiveAt = new Date(Date.now() + 4_000);
    const scheduled = await publish(first, { document: documentWith('0.7'), effectiveAt: effectiveAt.toISOString() });
    expect(scheduled.priceBook).toMatchObject({ state: 'SCHEDULED', effectiveAt: effectiveAt.toISOString() });
    const price = await priceAt(first);
    const isBefore = Date.now() < effectiveAt.getTime(); // a busy machine may have let the moment pass
    expect(isBefore ? ['5.2'] : ['5.2', '0.7']).toContain(price);
    for (const gateway of [first, second]) {
      await waitUntil('it is in force', async () => (await priceAt(gateway)) === '0.7');
      expect(Date.now()).toBeGreaterThanOrEqual(effectiveAt.getTime());
    }
    const third = await startTestGateway({ besides: first });
    expect(await priceAt(third)).toBe('0.7');
    expect(third.logs()).toContain('npm run pricebook -- publish');
    await third.stop();
  });
});

describe('the size of a body', () => {
  const body = (bytes: number): string =>
    JSON.stringify({ query: '{ plans { id } }', variables: { filler: 'x'.repeat(bytes) } });
  const send = (key: string, bytes: number) => post(first.url, body(bytes), { key });

  it('may be a price book for an operator, and a tenth of that for a customer', async () => {
    expect((await send(first.operatorKey, 900_000)).status).toBe(200);
    expect((await send(first.demoKey, 99_000)).status).toBe(200);
    const customer = await send(first.demoKey, 100_000);
    expect([customer.status, customer.errors?.[0].message]).toEqual([413, 'The body is larger than 100 kB.']);
    const operator = await send(first.operatorKey, 1_000_000);
    expect([operator.status, operator.errors?.[0].message]).toEqual([413, 'The body is larger than 1000 kB.']);
  });

  it('is counted when it is not announced', async () => {
    const stream = (bytes: number) => new Blob([body(bytes)]).stream();
    const answers = [99_000, 100_000].map(async (bytes) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${first.demoKey}` };
      const request = { method: 'POST', headers, body: stream(bytes), duplex: 'half' as const };
      return (await fetch(`${first.url}/graphql`, request)).status;
    });
    expect(await Promise.all(answers)).toEqual([200, 413]);
  });
});
