// What an estimate reads, on a real database: every statement of this process is counted.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createAccounts } from '../../../src/accounts/index.ts';
import { authenticate, type Services } from '../../../src/callers/index.ts';
import { planGeneration } from '../../../src/generation/plan/plan-generation.ts';
import { createKeys, SCOPES } from '../../../src/keys/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { openUsage } from '../../support/usage-room.ts';
import { catalog, type Edge, type EdgeAnswer, fakeServices, openEdge } from '../open-edge.ts';

const ESTIMATE = 'costPerGeneration totalCost maxCost exactness priceVersion lines { description amount }';
const INPUT = { model: 'bfl/flux-1.1-pro', count: 3 };

let world: LedgerWorld;
let services: Services;
let edge: Edge;
let secret: string;

beforeAll(async () => {
  world = await createLedgerWorld();
  // It stands still: what is kept for a while is kept for the whole test.
  const started = new Date();
  const now = () => started;
  const rooms = {
    accounts: createAccounts(world.database, now),
    keys: createKeys(world.database, now),
    ledger: world.ledger,
    usage: openUsage({ database: world.database, now }),
    generations: {
      plan: (request: Parameters<Services['generations']['plan']>[0]) => planGeneration(catalog, request),
    },
  };
  services = fakeServices(rooms);
  edge = openEdge(rooms);
  const created = await rooms.accounts.create({ name: 'Estimates', planId: 'scale', scopes: SCOPES });
  if (created.replayed || created.account === undefined) throw new Error('the account was there already');
  secret = created.secret;
  await world.add(created.account.id, '12.48');
});

afterAll(async () => {
  jest.restoreAllMocks();
  await world.close();
});

/** Asks as an HTTP request does, the key first; gives the tables of each statement. */
async function statementsOf(fields: string): Promise<{ tables: unknown[]; answer: EdgeAnswer }> {
  const query = jest.spyOn(pg.Client.prototype, 'query').mockClear();
  const identity = await authenticate(services, { authorization: `Bearer ${secret}`, address: undefined });
  if (identity.status !== 'known') throw new Error('the key is not valid');
  const { found: viewer } = identity;
  const document = `query ($input: EstimateInput!) { estimate(input: $input) { ${fields} } }`;
  const answer = await edge.ask(document, { input: INPUT }, { viewer });
  const texts = query.mock.calls.map(([asked]: readonly unknown[]) =>
    typeof asked === 'string' ? asked : (asked as { text: string }).text,
  );
  const tablesOf = (text: string) => [...text.matchAll(/\bfrom "?(\w+)/g)].map(([, table]) => table);
  return { tables: texts.map(tablesOf), answer };
}

describe('an estimate', () => {
  it('reads nothing but the account that asks', async () => {
    await statementsOf(ESTIMATE); // the key is verified, and kept
    const { tables, answer } = await statementsOf(ESTIMATE);
    expect(answer.data.estimate).toMatchObject({ costPerGeneration: '0.052', totalCost: '0.156' });
    expect(tables).toEqual([['account']]);
  });

  it('reads balance and limits once for the fields that need them', async () => {
    const { tables, answer } = await statementsOf(`${ESTIMATE} balance canAfford blockedBy affordableCount`);
    expect(answer.data.estimate).toMatchObject({ balance: '12.48', canAfford: true, affordableCount: 240 });
    // Side by side, the second and the third.
    expect(tables.toSorted()).toEqual([['account'], ['wallet'], ['wallet', 'api_key', 'api_key']]);
  });

  it('shares that statement with others that ask at the same time, each with its own balance', async () => {
    const accountIds = await Promise.all(['1', '2', '3'].map((amount) => world.newAccount(amount)));
    const query = jest.spyOn(pg.Client.prototype, 'query').mockClear();
    const unknown = '01940000-0000-7000-8000-000000000009';
    const balances = await Promise.all([...accountIds, unknown].map((id) => world.ledger.balance(id)));
    expect(balances.map((balance) => balance?.available)).toEqual([1_000_000n, 2_000_000n, 3_000_000n, undefined]);
    expect(query).toHaveBeenCalledTimes(1);
  });
});
