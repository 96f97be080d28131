// The edge cases of the documented ledger, one named test each, and what users of other systems were hurt by.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { LedgerCommand, Outcome } from '../../../src/ledger/index.ts';
import { formatCredits } from '../../../src/money/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

const NOON = new Date('2026-11-21T12:00:00Z');
const MINUTE = 60_000;

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

beforeEach(() => {
  world.clock.now = NOON;
});

const submit = (command: LedgerCommand): Promise<Outcome> => world.ledger.submit({ command });

const charge = (accountId: string, generationId: string, amount: string): Promise<Outcome> =>
  submit({ kind: 'charge', accountId, generationId, amount: credits(amount) });
const lateCharge = (accountId: string, generationId: string, amount: string): Promise<Outcome> =>
  submit({ kind: 'lateCharge', accountId, generationId, amount: credits(amount) });
const refund = (accountId: string, generationId: string): Promise<Outcome> =>
  submit({ kind: 'refund', accountId, generationId, reason: 'nothing came' });

/** Everything that an effect would change. */
async function stateOf(accountId: string) {
  const balance = await world.ledger.balance(accountId);
  const verification = await world.ledger.verify(accountId);
  if (balance === undefined || verification === undefined) throw new Error('no wallet');
  expect(verification.problems).toEqual([]);
  const { available, reserved, sequence } = balance;
  return { available: formatCredits(available), reserved: formatCredits(reserved), sequence };
}

/** An account of 1 credit with 0.5 reserved. */
async function reserved(): Promise<[account: string, generationId: string]> {
  const account = await world.newAccount('1');
  const { generationId } = await world.reserve(account, '0.5');
  return [account, generationId];
}

describe('what is free of charge', () => {
  it('is reserved and charged as nothing, also by who has nothing and whose key has used its day', async () => {
    const account = await world.newAccount('0.5');
    const apiKeyId = await world.newKey(account);
    await world.reserve(account, '0.5', { apiKeyId });
    await world.database.rows('update api_key set spending_limit = 1 where id = $1', [apiKeyId]);
    const { generationId, ...outcome } = await world.reserve(account, '0', { apiKeyId });
    expect(outcome).toMatchObject({ status: 'applied', transaction: { type: 'RESERVE', amount: 0n, lots: [] } });
    expect(await charge(account, generationId, '0')).toMatchObject({
      status: 'applied',
      transaction: { type: 'CHARGE', amount: 0n, reservedChange: 0n, lots: [] },
    });
    expect(await refund(account, generationId)).toMatchObject({ status: 'unchanged' });
    expect(await stateOf(account)).toMatchObject({ available: '0', reserved: '0.5' });
  });

  it('counts among the generations that run at once', async () => {
    const account = await world.newAccount('1');
    await world.reserve(account, '0', { concurrencyLimit: 1 });
    expect(await refusalOf(world.reserve(account, '0', { concurrencyLimit: 1 }))).toMatchObject({
      code: 'CONCURRENCY_LIMIT_REACHED',
    });
  });

  it('can be given back as nothing, and be delivered late for nothing', async () => {
    const account = await world.newAccount('1');
    const { generationId } = await world.reserve(account, '0');
    expect(await refund(account, generationId)).toMatchObject({ status: 'applied', transaction: { amount: 0n } });
    expect(await lateCharge(account, generationId, '0')).toMatchObject({
      status: 'applied',
      transaction: { amount: 0n },
    });
    expect(await stateOf(account)).toMatchObject({ available: '1', reserved: '0' });
  });

  it('is nothing that was reserved: a reservation never ends with a charge of nothing', async () => {
    const [account, generationId] = await reserved();
    expect(await refusalOf(charge(account, generationId, '0'))).toMatchObject({ code: 'INVALID_AMOUNT' });
    expect(await stateOf(account)).toMatchObject({ available: '0.5', reserved: '0.5' });
  });
});

describe('the edge cases of a generation', () => {
  it('B21: a second charge has no effect, whatever its amount, and answers with the first', async () => {
    const [account, generationId] = await reserved();
    const first = await charge(account, generationId, '0.4');
    if (first.status !== 'applied') throw new Error('not applied');
    const before = await stateOf(account);
    for (const amount of ['0.4', '0.1', '9']) {
      expect(await charge(account, generationId, amount)).toMatchObject({
        status: 'unchanged',
        transaction: { sequence: first.transaction.sequence, type: 'CHARGE' },
      });
    }
    expect(await stateOf(account)).toEqual(before);
  });

  it('B21: a second refund has no effect', async () => {
    const [account, generationId] = await reserved();
    await refund(account, generationId);
    const before = await stateOf(account);
    expect(await refund(account, generationId)).toMatchObject({
      status: 'unchanged',
      transaction: { type: 'REFUND' },
    });
    expect(await stateOf(account)).toEqual(before);
    expect(before).toMatchObject({ available: '1', reserved: '0' });
  });

  it('B22: a charge after the refund takes the credits again when they are there', async () => {
    const [account, generationId] = await reserved();
    await refund(account, generationId);
    expect((await charge(account, generationId, '0.5')).status).toBe('unchanged');
    expect((await lateCharge(account, generationId, '0.5')).status).toBe('applied');
    expect(await stateOf(account)).toMatchObject({ available: '0.5', reserved: '0' });
  });

  it('B22: a charge after the refund is refused when the credits are gone, and writes nothing', async () => {
    const [account, generationId] = await reserved();
    await refund(account, generationId);
    await world.reserve(account, '0.7');
    const before = await stateOf(account);
    expect(await refusalOf(lateCharge(account, generationId, '0.5'))).toEqual({
      code: 'INSUFFICIENT_CREDITS',
      required: credits('0.5'),
      available: credits('0.3'),
      shortfall: credits('0.2'),
    });
    expect(await stateOf(account)).toEqual(before);
  });

  it('B23: a refund after the charge has no effect', async () => {
    const [account, generationId] = await reserved();
    await charge(account, generationId, '0.5');
    const before = await stateOf(account);
    expect(await refund(account, generationId)).toMatchObject({ status: 'unchanged', transaction: { type: 'CHARGE' } });
    expect(await lateCharge(account, generationId, '0.5')).toMatchObject({ status: 'unchanged' });
    expect(await stateOf(account)).toEqual(before);
  });

  it('B23: a charge, a late charge or a refund without a reservation is refused and writes nothing', async () => {
    const account = await world.newAccount('1');
    const before = await stateOf(account);
    const generationId = newId();
    const attempts = [
      charge(account, generationId, '0.5'),
      lateCharge(account, generationId, '0.5'),
      refund(account, generationId),
      submit({
        kind: 'refundCharge',
        accountId: account,
        generationId,
        amount: credits('0.5'),
        reason: 'goodwill',
        idempotencyKey: newId(),
        inputHash: '',
      }),
    ];
    for (const attempt of attempts) {
      expect(await refusalOf(attempt)).toEqual({ code: 'RESERVATION_NOT_FOUND', generationId });
    }
    expect(await stateOf(account)).toEqual(before);
  });

  it('B23: another amount than was reserved: more is refused with both numbers, less returns the rest', async () => {
    const [account, generationId] = await reserved();
    const before = await stateOf(account);
    const refusal = {
      code: 'CHARGE_ABOVE_RESERVATION',
      reserved: credits('0.5'),
      amount: credits('0.500001'),
    };
    expect(await refusalOf(charge(account, generationId, '0.500001'))).toEqual(refusal);
    expect(await stateOf(account)).toEqual(before);
    expect((await charge(account, generationId, '0.2')).status).toBe('applied');
    expect(await stateOf(account)).toMatchObject({ available: '0.8', reserved: '0' });
    const [late, lateId] = await reserved();
    await refund(late, lateId);
    expect(await refusalOf(lateCharge(late, lateId, '0.500001'))).toEqual(refusal);
  });

  it('B24: an orphan reservation is found by when it was due, settled, and safe to settle again', async () => {
    const [account, generationId] = await reserved();
    const due = new Date(NOON.getTime() + 5 * MINUTE);
    await world.database.rows(
      `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost,
         cost_estimate, created_at, due_at)
       values ($1, $2, $3, 'bfl/flux-1.1-pro', '{}', 1, 'RUNNING', 'test', 500000, 500000, $4, $5)`,
      [account, generationId, newId(), NOON, due],
    );
    const orphans = (at: Date) =>
      world.database.rows<{ id: string; reserved: bigint }>(
        `select g.id, t.reserved_change as reserved from generation g
           join ledger_transaction t on t.account_id = g.account_id and t.generation_id = g.id and t.step = 0
         where g.account_id = $1 and g.due_at <= $2 and not exists (select from ledger_transaction s
           where s.account_id = g.account_id and s.generation_id = g.id and s.step = 1)`,
        [account, at],
      );
    expect(await orphans(new Date(due.getTime() - 1))).toEqual([]);
    expect(await orphans(due)).toEqual([{ id: generationId, reserved: credits('0.5') }]);
    expect((await refund(account, generationId)).status).toBe('applied');
    expect(await orphans(due)).toEqual([]);
    expect((await refund(account, generationId)).status).toBe('unchanged');
    expect(await stateOf(account)).toMatchObject({ available: '1', reserved: '0' });
  });
});

describe('what went wrong elsewhere', () => {
  it('open reservations count against the balance, and the balance shows them apart', async () => {
    const account = await world.newAccount('1');
    await world.reserve(account, '0.4');
    await world.reserve(account, '0.4');
    expect(await stateOf(account)).toMatchObject({ available: '0.2', reserved: '0.8' });
    expect(await refusalOf(world.reserve(account, '0.3'))).toMatchObject({ available: credits('0.2') });
  });

  it('a charge above the reservation is refused even when the balance could pay it', async () => {
    const account = await world.newAccount('100');
    const { generationId } = await world.reserve(account, '0.5');
    expect(await refusalOf(charge(account, generationId, '0.6'))).toMatchObject({ code: 'CHARGE_ABOVE_RESERVATION' });
    expect(await stateOf(account)).toMatchObject({ available: '99.5', reserved: '0.5' });
  });

  it('the same idempotency key twice in one batch has one effect, and with another input is refused', async () => {
    const account = await world.newAccount('10');
    const reserve = (amount: string) => world.reserve(account, amount, { idempotencyKey: 'same' });
    const outcomes = await Promise.all([reserve('1'), reserve('1'), reserve('2')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['applied', 'replayed', 'refused']);
    expect(outcomes[2]).toMatchObject({ refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } });
    expect(await stateOf(account)).toMatchObject({ available: '9', reserved: '1' });
  });

  it('a reservation that was refunded after its deadline counts no longer, nor against the limits', async () => {
    const account = await world.newAccount('1');
    const limits = { apiKeyId: await world.newKey(account, { dailyLimit: '1' }), concurrencyLimit: 1 };
    const { generationId } = await world.reserve(account, '1', limits);
    world.clock.now = new Date(NOON.getTime() + 5 * MINUTE);
    await refund(account, generationId);
    expect((await world.reserve(account, '1', limits)).status).toBe('applied');
    expect(await stateOf(account)).toMatchObject({ available: '0', reserved: '1' });
  });

  it('what is reserved from an expired lot is settled once and never counted as available again', async () => {
    const account = await world.newAccount();
    await world.add(account, '1', { expiresAt: new Date(NOON.getTime() + MINUTE) });
    const { generationId } = await world.reserve(account, '0.4');
    world.clock.now = new Date(NOON.getTime() + MINUTE);
    expect(await world.ledger.balance(account)).toMatchObject({ available: 0n, reserved: credits('0.4') });
    await charge(account, generationId, '0.4');
    expect(await stateOf(account)).toMatchObject({ available: '0', reserved: '0' });
  });

  it('a lot is not used before its effective date, and is from that moment on', async () => {
    const account = await world.newAccount();
    const effectiveAt = new Date(NOON.getTime() + MINUTE);
    await world.add(account, '1', { effectiveAt });
    world.clock.now = new Date(effectiveAt.getTime() - 1);
    expect(await refusalOf(world.reserve(account, '0.1'))).toMatchObject({ available: 0n });
    world.clock.now = effectiveAt;
    expect((await world.reserve(account, '0.1')).status).toBe('applied');
  });

  it('no read of the balance mixes two moments while reservations and settlements run', async () => {
    const account = await world.newAccount('100');
    const other = await world.besides();
    let isRunning = true;
    const totals = new Set<string>();
    const read = async (): Promise<void> => {
      while (isRunning) {
        const balance = await other.ledger.balance(account);
        const spent = (balance?.lots ?? []).map((lot) => lot.spent).reduce((total, part) => total + part, 0n);
        totals.add(String((balance?.available ?? 0n) + (balance?.reserved ?? 0n) + spent));
      }
    };
    const readers = [read(), read(), read()];
    const work = Array.from({ length: 50 }, async (_, index) => {
      const { generationId } = await world.reserve(account, '1');
      await (index % 2 === 0 ? charge(account, generationId, '0.7') : refund(account, generationId));
    });
    await Promise.all(work);
    isRunning = false;
    await Promise.all(readers);
    expect([...totals]).toEqual([String(credits('100'))]);
  });
});
