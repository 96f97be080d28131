import { beforeAll, describe, expect, it } from '@jest/globals';
import libpgQuery from 'libpg-query';
import { refuseStatement } from '../../support/distribution/refuse-statement.ts';
import { DISTRIBUTED_TABLES } from '../../support/distribution/tables.ts';

const ruleOf = (text: string) => refuseStatement(text, DISTRIBUTED_TABLES);

describe('what a distributed database takes', () => {
  beforeAll(() => libpgQuery.loadModule());

  it.each([
    [
      'one account, in any form',
      `with recursive up as (select id from api_key where account_id = $1
       union all select key.id from up join api_key as key on key.account_id = $1 and key.id = up.id) select * from up`,
    ],
    ['one account under a lock', 'select 1 from wallet where account_id = $1 for update'],
    ['a plain look at all', 'select id from invoice where next_ask_at <= $1 order by next_ask_at limit 10'],
    ['accounts that are named', 'select * from wallet where account_id = any($1::uuid[])'],
    ['a join by the account', 'select 1 from wallet join lot on lot.account_id = wallet.account_id'],
    [
      'rows of parameters',
      'insert into email (account_id, id) select * from unnest($1::uuid[], $2::uuid[]) as new (account_id, id)',
    ],
    ['a plain change of all', 'delete from logged_request where id < $1'],
    ['other tables in any form', 'select * from reconciliation for update'],
  ])('is %s', (_, text) => {
    expect(ruleOf(text)).toBeUndefined();
  });

  it.each([
    [
      'recursive over all accounts',
      `with recursive up as (select account_id from lot union all select account_id from up) select 1 from up`,
    ],
    ['locks rows of several accounts', 'select 1 from wallet where account_id = any($1::uuid[]) for update'],
    [
      'lateral over several accounts',
      `select found.* from unnest($1::uuid[]) as asked (account_id)
       cross join lateral (select * from lot where lot.account_id = asked.account_id limit 1) as found`,
    ],
    [
      'limited change of several accounts',
      'delete from email where (account_id, id) in (select account_id, id from email limit 9)',
    ],
    [
      'several changes at once over several accounts',
      `with old as (delete from webhook_delivery returning account_id)
       delete from webhook_event using old where webhook_event.account_id = old.account_id`,
    ],
    [
      'insert from a select that is planned apart',
      `with quarter as (select * from usage_quarter where account_id = $1)
       insert into usage_day (account_id, day) select account_id, day from quarter`,
    ],
    [
      'function that is not immutable in a change',
      `update lot set usable_until = expires_at + interval '1 day' where account_id = $1`,
    ],
    [
      'subquery beside a function of rows',
      `select (select count(*) from unnest($2::int[]) as n) from lot, unnest($3::int[]) as m where account_id = $1`,
    ],
  ])('is nothing %s', (rule, text) => {
    expect(ruleOf(text)).toBe(rule);
  });
});
