// Ready to be distributed: what must be unique is unique within one account, so that every account can live anywhere.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';

/** Tables that are not account data, each with the reason why it stays whole when accounts are distributed. */
const NOT_ACCOUNT_DATA: Readonly<Record<string, string>> = {
  mikro_orm_migrations: 'which migrations were applied: one list per database',
  expiry_watermark: 'how far the round that warns of expiry has come, for all accounts together',
  reconciliation: 'how far the reconciler has come, for all accounts together',
  reconciled: 'which events of Stripe were heard: an event names no account before it is read',
  reconciliation_finding: 'a payment that nobody knows has no account',
  stripe_customer: "Stripe's customer ids are unique across accounts, and an event names no account before it is read",
  account_email: 'an e-mail address opens one account, whichever',
  welcome_credit: 'once per person, whichever account',
  client_token_key: 'what signs tokens for browsers is the same for all accounts',
  price_book: 'what is for sale is the same for all accounts',
  payment_event: "Stripe's event ids are unique across accounts, and an event names no account before it is read",
  stripe_simulator_object: 'stands in for Stripe, which is one for all accounts',
};
/** The job queue lives on one node: a job names the account it is for, and no key of an account is in it. */
const NOT_ACCOUNT_SCHEMAS = ['graphile_worker'];

const UNIQUE_INDEXES = `select n.nspname as schema, t.relname as table, i.relname as index,
    (select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0]) as first
  from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    join pg_namespace n on n.oid = t.relnamespace
  where x.indisunique and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1, 2, 3`;

interface UniqueIndex {
  readonly schema: string;
  readonly table: string;
  readonly index: string;
  readonly first: string;
}

let world: LedgerWorld;
let found: readonly UniqueIndex[];

beforeAll(async () => {
  world = await createLedgerWorld();
  found = await readIndexes();
});

afterAll(() => world.close());

const readIndexes = async (): Promise<UniqueIndex[]> =>
  (await world.database.rows<UniqueIndex>(UNIQUE_INDEXES)).filter(
    ({ schema }) => !NOT_ACCOUNT_SCHEMAS.includes(schema),
  );

/** Keys that would have to be kept unique across accounts. */
function acrossAccounts(indexes: readonly UniqueIndex[]): string[] {
  return indexes
    .filter(({ table }) => !(table in NOT_ACCOUNT_DATA))
    .filter(({ table, first }) => first !== (table === 'account' ? 'id' : 'account_id'))
    .map(({ index }) => index);
}

describe('the catalog of a migrated database', () => {
  it('has no primary key and no unique index of account data that does not begin with the account', () => {
    expect(found.length).toBeGreaterThan(10);
    expect(acrossAccounts(found)).toEqual([]);
  });

  it('has a primary key on every table', async () => {
    const without = await world.database.rows(
      `select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and not exists (select from pg_index where indrelid = pg_class.oid and indisprimary)`,
    );
    expect(without).toEqual([]);
  });

  it('has no foreign key and no exclusion from one account to another, nor a sequence that all share', async () => {
    const shared = await world.database.rows(
      `select conname from pg_constraint where contype in ('f', 'x') and connamespace = 'public'::regnamespace
       union all select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
         and relname not like 'mikro_orm_migrations%'`,
    );
    expect(shared).toEqual([]);
  });

  it('still has every table that is excepted here', () => {
    const tables = new Set(found.map(({ table }) => table));
    expect(Object.keys(NOT_ACCOUNT_DATA).filter((table) => !tables.has(table))).toEqual([]);
  });

  it('would show a key across accounts', async () => {
    await world.database.rows('create unique index email_unique on account (email)');
    await world.database.rows('create unique index generation_id_unique on generation (id, account_id)');
    expect(acrossAccounts(await readIndexes())).toEqual(['email_unique', 'generation_id_unique']);
    await world.database.rows('drop index email_unique, generation_id_unique');
  });
});
