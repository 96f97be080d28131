// What an estimate says while the balance cannot be read (B05): the price, and null for what is not known.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { withClient } from '../../support/postgres.ts';
import { type AskBabySea, babySeaAt } from './babysea-client.ts';

let gateway: TestGateway;
let ask: AskBabySea;

beforeAll(async () => {
  gateway = await startTestGateway();
  ask = babySeaAt(gateway.localUrl, (await gateway.newAccount('12.48')).key);
});
afterAll(() => gateway.stop());

const inDatabase = (text: string) => withClient(gateway.databaseUrl, (client) => client.query(text));
const role = (): string => new URL(gateway.applicationUrl).username;

it('an estimate has its price and three nulls while the balance cannot be read, and the numbers afterwards', async () => {
  const estimate = async () => {
    const { status, body } = await ask('GET /v1/estimate/bfl/flux-1.1-pro?count=3');
    return [status, body.data];
  };
  const priced = {
    ...{ model_identifier: 'bfl/flux-1.1-pro', model_type: 'image', assets_count: 3 },
    ...{ cost_per_generation: 0.052, cost_total_consumed: 0.156 },
  };
  const known = {
    ...{ credit_balance: 12.48, credit_balance_can_afford: true, credit_balance_max_affordable: 240 },
  };
  expect(await estimate()).toEqual([200, { ...priced, ...known }]);
  await inDatabase(`revoke select on wallet from ${role()}`);
  expect((await ask('GET /v1/user/billing')).status).toBe(500);
  expect(await estimate()).toEqual([
    200,
    { ...priced, credit_balance: null, credit_balance_can_afford: null, credit_balance_max_affordable: null },
  ]);
  expect(gateway.logs()).toContain('an estimate was answered without the balance');
  // Nothing of it stays.
  await inDatabase(`grant select on wallet to ${role()}`);
  expect(await estimate()).toEqual([200, { ...priced, ...known }]);
});
