import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';

let world: LedgerWorld;
let account: string;

beforeAll(async () => {
  world = await createLedgerWorld();
  account = await world.newAccount('1');
});

afterAll(() => world.close());

const CHANGES = [
  "update ledger_transaction set description = 'another'",
  'delete from ledger_transaction',
  'truncate ledger_transaction',
];

describe('the trigger that keeps the ledger append-only', () => {
  it.each(CHANGES)('refuses "%s", as a restriction, and nothing is changed', async (statement) => {
    await expect(world.database.rows(statement)).rejects.toMatchObject({
      code: '23001',
      message: expect.stringMatching(
        /^(UPDATE|DELETE|TRUNCATE) on ledger_transaction(_\d+)? is refused: the ledger is append/,
      ),
    });
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, transactions: 1 });
  });

  it.each(CHANGES)('is needed: without it, "%s" goes through', async (statement) => {
    const undone = new Error('undone');
    const withoutTrigger = world.database.transaction(async (tx) => {
      await tx.rows('alter table ledger_transaction disable trigger user');
      await tx.rows(statement);
      throw undone;
    });
    await expect(withoutTrigger).rejects.toBe(undone);
  });

  it('refuses an INSERT that would change a row that is there', async () => {
    const overwrite = world.database.rows(
      `insert into ledger_transaction select * from ledger_transaction where account_id = $1
       on conflict (account_id, sequence) do update set description = 'another'`,
      [account],
    );
    await expect(overwrite).rejects.toThrow(/append-only/);
  });
});
