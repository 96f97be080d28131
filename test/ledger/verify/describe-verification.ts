// What verification finds, whatever database the ledger stands on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { MicroCredits } from '../../../src/money/index.ts';
import { credits, type LedgerWorld } from '../../support/ledger-world.ts';

export function describeVerification(open: () => Promise<LedgerWorld>): void {
  let world: LedgerWorld;

  beforeAll(async () => {
    world = await open();
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

  /** Charged late after a refund, then given back in two parts; a lot that is reserved whole stays. */
  async function accountWithAfterwards(description: string, generationId = newId()): Promise<string> {
    const account = await world.newAccount('1');
    await world.reserve(account, '0.5', { generationId });
    const base = { accountId: account, generationId };
    await world.ledger.submit({ command: { kind: 'refund', ...base, reason: 'too late' } });
    await world.ledger.submit({ command: { kind: 'lateCharge', ...base, amount: credits('0.4') } });
    for (const [idempotencyKey, amount] of [
      ['first', '0.1'],
      ['second', '0.3'],
    ] as const) {
      const given = { amount: credits(amount), reason: description, idempotencyKey, inputHash: amount };
      await world.ledger.submit({ command: { kind: 'refundCharge', ...base, ...given } });
    }
    return account;
  }

  /** Does in SQL what nobody may do, as an owner of the table could. */
  async function tamper(statement: string, account: string): Promise<void> {
    await world.database.transaction(async (tx) => {
      await tx.rows('alter table ledger_transaction disable trigger user');
      await tx.rows(statement, [account]);
      await tx.rows('alter table ledger_transaction enable trigger user');
    });
  }

  describe('verifyLedger', () => {
    it('finds nothing wrong with an account that only the ledger wrote', async () => {
      const account = await livelyAccount();
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [], transactions: 9 });
    });

    it.each(['a plain reason', 'ein Grund: größer, 🙂', 'with the separator \u001e in it', 'a|b|"c"\\n', ''])(
      'recomputes what followed a settlement, described as %j',
      async (description) => {
        const account = await accountWithAfterwards(description);
        expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [], transactions: 6 });
      },
    );

    it('names a refund of more than was charged', async () => {
      const account = await accountWithAfterwards('fine');
      await tamper('update ledger_transaction set amount = 300001 where account_id = $1 and sequence = 6', account);
      const { problems = [] } = (await world.ledger.verify(account)) ?? {};
      expect(problems).toContain('transaction 6: gives back more than was charged');
    });

    it.each([
      [
        'a late charge after a charge',
        `update ledger_transaction set type = 'CHARGE', amount = 400000 where account_id = $1 and sequence = 3`,
      ],
      ['a late charge before the end', 'delete from ledger_transaction where account_id = $1 and sequence = 3'],
    ])('names %s', async (_, statement) => {
      const account = await accountWithAfterwards('fine');
      await tamper(statement, account);
      const { problems = [] } = (await world.ledger.verify(account)) ?? {};
      expect(problems).toContain('transaction 4: a late charge that follows no refund');
    });

    it('does not take the generation of another account for its own', async () => {
      const generationId = newId();
      const other = await world.newAccount('1');
      await world.reserve(other, '0.5', { generationId });
      await world.ledger.submit({
        command: { kind: 'charge', accountId: other, generationId, amount: credits('0.1') },
      });
      const account = await accountWithAfterwards('fine', generationId);
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [] });
    });

    it('does not take another generation of the account for the one that was charged late', async () => {
      const account = await world.newAccount('1');
      const settled = async (
        command:
          | { readonly kind: 'charge'; readonly amount: MicroCredits }
          | { readonly kind: 'refund'; readonly reason: string },
      ) => {
        const { generationId } = await world.reserve(account, '0.2');
        await world.ledger.submit({ command: { accountId: account, generationId, ...command } });
        return generationId;
      };
      await settled({ kind: 'charge', amount: credits('0.1') });
      const generationId = await settled({ kind: 'refund', reason: 'too late' });
      await world.ledger.submit({
        command: { kind: 'lateCharge', accountId: account, generationId, amount: credits('0.1') },
      });
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [], transactions: 6 });
    });

    it('names a credit limit below what is drawn, when credits that were added hide it', async () => {
      const account = await world.newAccount();
      await world.ledger.setCreditLimit(account, credits('5'));
      await world.reserve(account, '3');
      await world.add(account, '4');
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true });
      await world.database.rows('update wallet set credit_limit = 2000000 where account_id = $1', [account]);
      const { problems = [] } = (await world.ledger.verify(account)) ?? {};
      expect(problems).toEqual(['wallet: more is drawn on credit than its limit of 2000000 allows']);
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
      [
        'a removed line',
        'delete from ledger_transaction where account_id = $1 and sequence = 4',
        /numbering has a gap/,
      ],
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
      [
        'a changed lot share',
        'update ledger_transaction set lot_amounts[1] = lot_amounts[1] + 1 where account_id = $1 and sequence = 4',
        /transaction 4: its lots do not add up/,
      ],
      [
        'a changed balance after',
        'update ledger_transaction set available_after = available_after + 1 where account_id = $1 and sequence = 3',
        /transaction 3: the balance after it is not the sum/,
      ],
      [
        'a changed reserved balance after',
        'update ledger_transaction set reserved_after = reserved_after + 1 where account_id = $1 and sequence = 3',
        /transaction 3: the balance after it is not the sum/,
      ],
      [
        'a lot that is added twice',
        `update ledger_transaction set lot_numbers = '{1}' where account_id = $1 and sequence = 2`,
        /transaction 2: lot 1 was added before/,
      ],
      [
        'a lot that was never added',
        `update ledger_transaction set lot_numbers = '{7}' where account_id = $1 and sequence = 3`,
        /lot 7 is used and was never added/,
      ],
      [
        'a reservation that is not the first of its generation',
        'update ledger_transaction set step = 4 where account_id = $1 and sequence = 3',
        /transaction 3: not the first reservation/,
      ],
      [
        'a settlement of what was never reserved',
        `update ledger_transaction set generation_id = '${newId()}' where account_id = $1 and sequence = 4`,
        /transaction 4: settles a generation that has no open reservation/,
      ],
      [
        'a settlement that leaves something reserved',
        'update ledger_transaction set reserved_change = reserved_change + 1 where account_id = $1 and sequence = 4',
        /transaction 4: it does not end the whole reservation/,
      ],
      [
        'what no gateway writes',
        `update ledger_transaction set lot_numbers = '{null}' where account_id = $1 and sequence = 3`,
        /transaction 3: it holds what no gateway writes/,
      ],
      [
        'sums beyond 64 bits',
        `update ledger_transaction set amount = 9223372036854775807 where account_id = $1 and sequence = 2`,
        /transaction 2: it holds what no gateway writes/,
      ],
      ['an account without its wallet', 'delete from wallet where account_id = $1', /it has no wallet/],
    ])('names %s', async (_, statement, expected) => {
      const account = await livelyAccount();
      await tamper(statement, account);
      const verification = await world.ledger.verify(account);
      expect(verification?.ok).toBe(false);
      expect(verification?.problems.join('\n')).toMatch(expected);
    });
  });
}
