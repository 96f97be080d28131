// Statements of the product are watched in every test: what they ask of which accounts, and whether they ask a shard.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byShard, connectDatabase, type Database, newId, shardOf, shardsOf } from '../../../src/database/index.ts';
import { claimEmails } from '../../../src/emails/send/claim-emails.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { judgeStatement } from '../../support/distribution/judge-statement.ts';
import { isOnShard } from '../../support/distribution/marked-shards.ts';
import { OVER_ALL_ACCOUNTS } from '../../support/distribution/over-all-accounts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

describe('what the product asks past shards', () => {
  it('is refused where the coordinator would refuse it', async () => {
    const claim = database.transaction((tx) => claimEmails(tx, 1, new Date()));
    await expect(claim).rejects.toThrow(
      /asks no shard \(locks rows of several accounts\), by way of emails\/send\/claim-emails\.ts/,
    );
    for (const shard of shardsOf(database)) {
      expect(await shard.transaction((tx) => claimEmails(tx, 1, new Date()))).toEqual([]);
    }
    expect(await claimEmails(database, 1, new Date())).toEqual([]);
  });

  it.each([
    ['all rows', 'select id from invoice where next_ask_at <= $1'],
    ['a row by another id', 'select * from api_key where id = $1'],
    ['a table beside that of an account', 'select (select max(number) from lot) from wallet where account_id = $1'],
    ['tables that are only joined', 'select 1 from wallet join lot on lot.account_id = wallet.account_id'],
    ['a change', 'delete from account_export where created_at < $1'],
    ['accounts before one', 'select * from wallet where account_id < $1'],
    ['all but one', 'select * from wallet where account_id is distinct from $1'],
    ['all but some', 'select * from wallet where account_id <> all (select id from unnest($1::uuid[]) as id)'],
    [
      'a part that names none',
      'select 1 from wallet where account_id = $1 union all select 1 from lot where number = $2',
    ],
  ])('names accounts, or is known to ask all: %s', (_, text) => {
    expect(judgeStatement(text, () => ['keys/a.ts'])).toMatch(/^this statement names no account/);
    expect(judgeStatement(text, () => ['usage/operator/a.ts', 'keys/a.ts'])).toBeUndefined();
    expect(judgeStatement(text, () => [])).toBeUndefined();
  });

  it.each([
    ['one', 'select * from lot where account_id = $1 and number = $2'],
    ['the table of accounts', 'select * from account where id = $1'],
    ['several', 'select * from wallet where account_id = any($1::uuid[])'],
    ['a list', 'select * from wallet where account_id in ($1, $2)'],
    ['pairs', 'select * from lot where (account_id, number) in (select * from unnest($1::uuid[], $2::int[]))'],
    [
      'a view of a table',
      'select 1 from (select account_id from lot where not closed) as lot where lot.account_id = $1',
    ],
    ['rows to write', 'insert into email (account_id, id) values ($1, $2)'],
    ['other tables', 'select * from reconciliation_finding'],
    [
      'rows of parameters that it is joined to',
      'select * from lot join unnest($1::uuid[]) as asked (account_id) using (account_id)',
    ],
    [
      'rows of values',
      'with asked (account_id) as (values ($1::uuid)) select 1 from wallet join asked on wallet.account_id = asked.account_id',
    ],
    ['one, in the text', "select * from wallet where account_id = '00000000-0000-0000-0000-000000000000'"],
  ])('is taken when it names them: %s', (_, text) => {
    expect(judgeStatement(text, () => ['keys/a.ts'])).toBeUndefined();
  });

  it('is refused where the coordinator would refuse it, whoever may ask all, but where tests hand no shard', () => {
    const locks = (way: string[]) =>
      judgeStatement('select 1 from wallet where account_id = any($1::uuid[]) for update', () => way);
    expect(locks(['keys/a.ts'])).toMatch(/^a distributed database refuses this statement/);
    expect(locks(['usage/operator/a.ts'])).toMatch(/^a distributed database refuses this statement/);
    expect(locks(['keys/a.ts', 'ledger/a.ts'])).toBeUndefined();
    expect(judgeStatement('select id from invoice where next_ask_at <= $1', () => ['ledger/a.ts'])).toMatch(
      /^this statement names no account/,
    );
  });

  it('is known to ask all in files that there are', () => {
    const isThere = (file: string) => existsSync(new URL(`../../../src/${file}`, import.meta.url));
    expect([...OVER_ALL_ACCOUNTS.keys()].filter((file) => !isThere(file))).toEqual([]);
  });
});

describe('a shard', () => {
  it('is known by what is asked of it, and by nothing else', async () => {
    const accountId = newId();
    const inside = () => Promise.resolve(isOnShard());
    expect(await database.transaction(inside)).toBe(false);
    expect(await shardOf(database, accountId).transaction(inside)).toBe(true);
    expect(await database.transaction(inside)).toBe(false);
    const [[place] = []] = [...byShard(database, [{ accountId }])];
    expect(place).toBe(shardOf(database, accountId));
    expect(await place?.transaction(inside)).toBe(true);
  });

  it('has entities and typed queries in its transactions only, as one that is distributed', () => {
    expect(() => shardOf(database, newId()).em()).toThrow(/need a transaction/);
  });
});
