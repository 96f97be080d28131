// Indexes of a new release are built while gateways write: nobody waits for them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const MIGRATION = '20261130110200_operator_figures';
const INDEX = 'purchase_paid_index';

let database: TestDatabase;
let writer: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  writer = new Client({ connectionString: database.url });
  await writer.connect();
});

afterAll(async () => {
  await writer.end();
  await database.drop();
});

it('builds an index beside an open transaction, lets others write meanwhile, and waits for its own kind without a knot', async () => {
  await withClient(database.url, async (client) => {
    await client.query('delete from mikro_orm_migrations where name = $1', [MIGRATION]);
    await client.query(`drop index ${INDEX}`);
  });
  await writer.query('begin');
  await writer.query("update purchase set status = status where account_id = '00000000-0000-0000-0000-000000000000'");
  const migrating = [migrateDatabase(database.url), migrateDatabase(database.url)];
  await withClient(database.url, async (client) => {
    await waitUntil('an index waits for the open transaction', async () => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where query ilike '%index concurrently%' and wait_event_type = 'Lock'
           and datname = current_database() and pid <> pg_backend_pid()`,
      );
      return rowCount === 1;
    });
    await client.query("set lock_timeout = '2s'");
    for (const table of ['purchase', 'lot', 'invoice', 'payment_reversal', 'usage_quarter']) {
      await client.query(`delete from ${table} where false`);
    }
  });
  await writer.query('commit');
  await Promise.all(migrating);
  const { rows } = await writer.query('select indisvalid from pg_index where indexrelid = to_regclass($1)', [INDEX]);
  expect(rows).toEqual([{ indisvalid: true }]);
});

it('builds again what broke off', async () => {
  await writer.query('update pg_index set indisvalid = false where indexrelid = to_regclass($1)', [INDEX]);
  await writer.query('delete from mikro_orm_migrations where name = $1', [MIGRATION]);
  await migrateDatabase(database.url);
  const { rows } = await writer.query('select indisvalid from pg_index where indexrelid = to_regclass($1)', [INDEX]);
  expect(rows).toEqual([{ indisvalid: true }]);
});
