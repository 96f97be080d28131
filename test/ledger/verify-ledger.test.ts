import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

/** An account with every kind of transaction behind it. */
async function livelyAccount(): Promise<string> {
  const account = await world.newAccount('1');
  await world.add(account, '2', { expiresAt: new Date(world.clock.now.getTime() + 60_000) });
  const settle = async (kind: 'charge' | 'refund', amount: string) => {
    const { generationId } = await world.reserve(account, amount);
    const base = { accountId: account, generationId };
    await world.ledger.submit({
      command:
        kind === 'charge' ? { kind, ...base, amount: credits('0.3') } : { kind, ...base, reason: 'nothing came' },
    });
  };
  await settle('charge', '0.5');
  await settle('charge', '2.1');
  await settle('refund', '0.4');
  await world.reserve(account, '0.2');
  return account;
}

/** Does in SQL what nobody may do, as an owner of the table could. */
async function tamper(statement: string, account: string): Promise<void> {
  await world.database.transaction(async (tx) => {
    await tx.rows('alter table ledger_transaction disable trigger ledger_transaction_append_only');
    await tx.rows(statement, [account]);
    await tx.rows('alter table ledger_transaction enable trigger ledger_transaction_append_only');
  });
}

describe('verifyLedger', () => {
  it('finds nothing wrong with an account that only the ledger wrote', async () => {
    const account = await livelyAccount();
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [], transactions: 9 });
  });

  it('says nothing of an account that does not exist', async () => {
    expect(await world.ledger.verify('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  });

  it.each([
    [
      'a changed amount',
      `update ledger_transaction set description = 'x' where account_id = $1 and sequence = 3`,
      /transaction 3: its hash/,
    ],
    ['a removed line', 'delete from ledger_transaction where account_id = $1 and sequence = 4', /numbering has a gap/],
    ['a cut end', 'delete from ledger_transaction where account_id = $1 and sequence = 9', /wallet: sequence is 9/],
    ['a richer wallet', 'update wallet set available = available + 1 where account_id = $1', /wallet: available/],
    ['a forged head', `update wallet set head_hash = sha256('x') where account_id = $1`, /head hash/],
    [
      'a richer lot',
      'update lot set granted = granted + 1, remaining = remaining + 1 where account_id = $1 and number = 1',
      /lot 1: granted/,
    ],
    [
      'a forgotten reservation',
      'update wallet set open_reservations = 0 where account_id = $1',
      /open reservations is 0/,
    ],
    ['a lowered key spend', 'update key_spend set charged = charged / 2 where account_id = $1', /key spend/],
    ['a missing lot', 'delete from lot where account_id = $1 and number = 2', /lot 2 is missing/],
  ])('names %s', async (_, statement, expected) => {
    const account = await livelyAccount();
    await tamper(statement, account);
    const verification = await world.ledger.verify(account);
    expect(verification?.ok).toBe(false);
    expect(verification?.problems.join('\n')).toMatch(expected);
  });
});
