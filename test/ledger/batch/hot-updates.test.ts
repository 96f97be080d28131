// What every reservation and settlement changes must stand in no index, nor in the condition of one: otherwise no update of that
// row stays within its page (HOT), and each writes entries into all of the table's indexes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { withClient } from '../../support/postgres.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});
afterAll(() => world.close());

/** Indexes of the table that depend on one of the columns; PostgreSQL counts a condition's columns among them. */
const INDEXES_WITH = `select distinct index.relname as name
  from pg_depend d
    join pg_class index on index.oid = d.objid and index.relkind = 'i'
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
    and d.refobjid = $1::regclass and a.attname = any($2::text[])
  order by 1`;

const namesOf = (table: string, columns: readonly string[], change = ''): Promise<string[]> =>
  withClient(world.url, async (client) => {
    await client.query('begin');
    if (change !== '') await client.query(change);
    const { rows } = await client.query<{ name: string }>(INDEXES_WITH, [table, columns]);
    await client.query('rollback');
    return rows.map(({ name }) => name);
  });

const WALLET = [
  'available',
  'reserved',
  'sequence',
  'credit_reserved',
  'credit_spent',
  'open_reservations',
  'head_hash',
];
const LOT = ['remaining', 'reserved', 'spent'];
const KEY_SPEND = ['reserved', 'charged'];

describe('the rows that a reservation updates', () => {
  it.each([
    ['wallet', WALLET],
    ['lot', LOT],
    ['key_spend', KEY_SPEND],
  ] as const)('%s: no index speaks of what changes', async (table, columns) => {
    expect(await namesOf(table, columns)).toEqual([]);
  });

  it('would be seen: a condition counts, too', async () => {
    const wrong = 'create index wrong on lot (usable_until) where remaining > 0';
    expect(await namesOf('lot', LOT, wrong)).toEqual(['wrong']);
  });
});
