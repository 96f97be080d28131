import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import type { Usage } from '../../../src/usage/index.ts';
import type { AccountsWanted, ListedAccount } from '../../../src/usage/operator/list-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { openUsage } from '../../support/usage-room.ts';

let own: TestDatabase;
let database: Database;
let usage: Usage;

interface Made {
  readonly name: string;
  readonly email?: string;
  readonly available?: number;
  readonly creditLimit?: number;
  readonly debt?: number;
  readonly status?: string;
  readonly closed?: boolean;
  readonly minute: number;
}

const ACCOUNTS: readonly Made[] = [
  { name: 'Ada', email: 'ada@example.com', available: 50, minute: 1 },
  { name: 'adam', email: 'first@man.example', available: 10, minute: 2 },
  { name: 'Bo', email: 'Adele@example.com', available: 70, minute: 3, status: 'SUSPENDED' },
  { name: '100% Real_', available: 0, debt: 7, minute: 4 },
  { name: '100 Reals', available: -30, creditLimit: 90, minute: 5 },
  { name: 'Gone', available: 5, minute: 6, status: 'SUSPENDED', closed: true },
  { name: 'Idle credit line', available: 20, creditLimit: 90, minute: 6 },
];

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
  usage = openUsage({ database, now: () => new Date() });
  for (const made of ACCOUNTS) await insert(made);
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

async function insert(made: Made): Promise<void> {
  const id = newId();
  const at = new Date(Date.UTC(2026, 10, 21, 12, made.minute));
  await database.rows(
    `insert into account (id, name, email, plan_id, status, created_at, closed_at) values ($1, $2, $3, 'free', $4, $5, $6)`,
    [id, made.name, made.email ?? null, made.status ?? 'ACTIVE', at, made.closed === true ? at : null],
  );
  await database.rows(
    `insert into wallet (account_id, available, credit_limit, credit_spent, debt, head_hash, created_at)
     values ($1, $2, $3, greatest(-$2::bigint, 0), $4, decode(repeat('00', 32), 'hex'), $5)`,
    [id, made.available ?? 0, made.creditLimit ?? 0, made.debt ?? 0, at],
  );
}

const list = (wanted: Partial<AccountsWanted>): Promise<ListedAccount[]> =>
  usage.accounts({ search: undefined, state: undefined, order: 'NEWEST', limit: 100, after: undefined, ...wanted });
const namesOf = (rows: readonly ListedAccount[]): string[] => rows.map(({ name }) => name);
const found = async (beginning: string): Promise<string[]> => namesOf(await list({ search: { beginning } }));

describe('the list of accounts', () => {
  it('finds how a name or an address begins, whatever the case of the letters', async () => {
    expect(await found('aD')).toEqual(['Bo', 'adam', 'Ada']);
    expect(await found('ADELE@')).toEqual(['Bo']);
    expect(await found('dele')).toEqual([]);
  });

  it('takes the signs of a pattern as they are', async () => {
    expect(await found('100%')).toEqual(['100% Real_']);
    expect(await found('100')).toEqual(['100 Reals', '100% Real_']);
    expect(await found('100_')).toEqual([]);
    expect(await found('\\')).toEqual([]);
  });

  it('finds an account by its id', async () => {
    const [ada] = await list({ search: { beginning: 'ada@' } });
    expect(namesOf(await list({ search: { id: ada!.id } }))).toEqual(['Ada']);
    expect(await list({ search: { id: newId() } })).toEqual([]);
  });

  it('tells those that were closed from those that are suspended', async () => {
    expect(namesOf(await list({ state: 'SUSPENDED' }))).toEqual(['Bo']);
    expect(await list({ state: 'CLOSED' })).toMatchObject([{ name: 'Gone', state: 'CLOSED' }]);
    expect(await list({ state: 'ACTIVE' })).toHaveLength(5);
  });

  it('orders by balance, and by what is owed of those that owe', async () => {
    const highest = namesOf(await list({ order: 'BALANCE_HIGHEST' }));
    expect(highest).toEqual(['Bo', 'Ada', 'Idle credit line', 'adam', 'Gone', '100% Real_', '100 Reals']);
    expect(namesOf(await list({ order: 'BALANCE_LOWEST' }))).toEqual(highest.toReversed());
    expect(await list({ order: 'OWING' })).toMatchObject([
      { name: '100 Reals', owed: 30n },
      { name: '100% Real_', owed: 7n },
    ]);
    expect(await list({ order: 'OWING', search: { beginning: '100%' } })).toMatchObject([{ owed: 7n }]);
    expect(await list({ order: 'OWING', search: { beginning: 'ad' } })).toEqual([]);
  });

  it.each([
    { order: 'NEWEST' },
    { order: 'BALANCE_HIGHEST' },
    { order: 'BALANCE_LOWEST' },
    { order: 'OWING' },
    { order: 'NEWEST', search: { beginning: 'ad' } },
    { order: 'BALANCE_LOWEST', search: { beginning: '10' } },
    { order: 'BALANCE_LOWEST', state: 'ACTIVE' },
  ] as const)('read one by one it is what it is as a whole: %j', async (wanted) => {
    const whole = await list(wanted);
    expect(whole.length).toBeGreaterThan(1);
    const read: ListedAccount[] = [];
    for (let page = await list({ ...wanted, limit: 1 }); page[0] !== undefined; ) {
      read.push(page[0]);
      page = await list({ ...wanted, limit: 1, after: page[0] });
    }
    expect(read).toEqual(whole);
  });
});
