// A `date` column is the text of its day: no Date is made of it, which would be another day east of Greenwich.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId, type TablesOf } from '../../src/database/index.ts';
import { type invoiceEntities, PostpaidAccountEntity } from '../../src/invoices/entities.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let scratch: TestDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createTestDatabase();
  database = await connectDatabase({ url: scratch.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await scratch.drop();
});

describe('a date column', () => {
  it('is a plain day to SQL, typed queries and entities', async () => {
    const accountId = newId();
    const tables = database.tables<TablesOf<(typeof invoiceEntities)[number]>>();
    const row = { accountId, nextMonth: '2026-03-01', throughSequence: 0n, createdAt: new Date(0) };
    await tables.insertInto('postpaid_account').values(row).execute();
    const typed = tables.selectFrom('postpaid_account').select('nextMonth').where('accountId', '=', accountId);
    expect(await typed.execute()).toEqual([{ nextMonth: '2026-03-01' }]);
    expect(await database.em().findOne(PostpaidAccountEntity, { accountId })).toMatchObject({
      nextMonth: '2026-03-01',
    });
    const days = `select next_month as day from postpaid_account where account_id = $1`;
    expect(await database.rows(days, [accountId])).toEqual([{ day: '2026-03-01' }]);
  });
});
