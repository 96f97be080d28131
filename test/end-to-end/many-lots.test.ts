// A wallet of thousands of lots: its balance is shown in pages, and what would show it many times over is refused.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { withClient } from '../support/postgres.ts';

const LOTS = 6_500;

let gateway: TestGateway;
let account: { id: string; key: string };

beforeAll(async () => {
  gateway = await startTestGateway();
  account = await gateway.newAccount('1');
  // Written beside the ledger, which would take minutes for so many: nothing here spends them.
  await withClient(gateway.databaseUrl, (client) =>
    client.query(
      `with copied as (
         insert into lot select (jsonb_populate_record(lot, jsonb_build_object('number', lot.number + n))).*
           from lot, generate_series(1, $1::int) n
           where lot.account_id = (select account_id from api_key where secret_hash = sha256($2::bytea)) returning *)
       update wallet set available = available + (select sum(remaining) from copied)
         where account_id = (select account_id from copied limit 1)`,
      [LOTS - 1, Buffer.from(account.key)],
    ),
  );
});

afterAll(() => gateway.stop());

const ask = (query: string) => gateway.ask(query, {}, { key: account.key });

describe('thousands of lots', () => {
  it('are shown in pages, each lot once', async () => {
    const { data } = await ask('{ balance { available lotCount lots { id } } }');
    expect(data.balance).toMatchObject({ available: String(LOTS), lotCount: LOTS });
    expect(data.balance.lots).toHaveLength(50);
    const seen = new Set<string>();
    let after = '';
    for (let page = 0; page < 5; page += 1) {
      const argument = after === '' ? '' : `, after: "${after}"`;
      const { lots } = (await ask(`{ balance { lots(first: 100${argument}) { id } } }`)).data.balance;
      expect(lots).toHaveLength(100);
      for (const { id } of lots) seen.add(id);
      after = lots.at(-1).id;
    }
    expect(seen.size).toBe(500);
  });

  it('are not shown fifteen times over, nor in larger pages, nor after a lot that is gone', async () => {
    const aliases = Array.from(
      { length: 15 },
      (_, index) => `b${index}: balance { lots { granted remaining purchase { id } } }`,
    );
    const refused = await ask(`{ ${aliases.join(' ')} }`);
    expect([refused.status, refused.errors?.[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    for (const page of ['first: 101', 'first: 0', 'after: "lot_999999"']) {
      const { errors } = await ask(`{ balance { lots(${page}) { id } } }`);
      expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});
