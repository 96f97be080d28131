// What the ledger does, whatever database it stands on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { credits, type LedgerWorld } from '../support/ledger-world.ts';

export function describeLedger(open: () => Promise<LedgerWorld>): void {
  let world: LedgerWorld;

  beforeAll(async () => {
    world = await open();
  });

  afterAll(() => world.close());

  async function balance(accountId: string) {
    const found = await world.ledger.balance(accountId);
    if (found === undefined) throw new Error('no wallet');
    return { available: formatCredits(found.available), reserved: formatCredits(found.reserved) };
  }

  async function refusalOf(outcome: Promise<{ status: string }>) {
    const settled = (await outcome) as Awaited<ReturnType<LedgerWorld['reserve']>>;
    if (settled.status !== 'refused') throw new Error(`expected a refusal, got ${settled.status}`);
    return settled.refusal;
  }

  describe('adding credits', () => {
    it('makes them available at once, as a lot of their own', async () => {
      const account = await world.newAccount('12.48');
      expect(await balance(account)).toEqual({ available: '12.48', reserved: '0' });
      const found = await world.ledger.balance(account);
      expect(found?.lots).toHaveLength(1);
      expect(found?.lots[0]).toMatchObject({ number: 1, source: 'PROMOTION', remaining: credits('12.48') });
    });

    it('has one effect per idempotency key, and replays the first answer', async () => {
      const account = await world.newAccount();
      const first = await world.add(account, '5', { idempotencyKey: 'pack-1' });
      const again = await world.add(account, '5', { idempotencyKey: 'pack-1' });
      expect(first.status).toBe('applied');
      expect(again.status).toBe('replayed');
      expect(await balance(account)).toEqual({ available: '5', reserved: '0' });
    });

    it('refuses the same key with another amount', async () => {
      const account = await world.newAccount();
      await world.add(account, '5', { idempotencyKey: 'pack-1' });
      const refusal = await refusalOf(world.add(account, '6', { idempotencyKey: 'pack-1' }));
      expect(refusal).toMatchObject({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: 'pack-1' });
      expect(await balance(account)).toEqual({ available: '5', reserved: '0' });
    });

    it('has one effect when the same key comes twice in one batch', async () => {
      const account = await world.newAccount();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => world.add(account, '1', { idempotencyKey: 'twice' })),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'applied')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'replayed')).toHaveLength(9);
      expect(await balance(account)).toEqual({ available: '1', reserved: '0' });
    });

    it.each(['0', '-1'])('refuses an amount of %s and writes nothing', async (amount) => {
      const account = await world.newAccount();
      expect(await refusalOf(world.add(account, amount))).toMatchObject({ code: 'INVALID_AMOUNT' });
      expect(await world.ledger.transactions({ accountId: account, filter: {}, limit: 10 })).toEqual([]);
    });

    it('refuses an unknown account', async () => {
      expect(await refusalOf(world.add(newId(), '1'))).toMatchObject({ code: 'WALLET_NOT_FOUND' });
    });

    it('refuses a lot that has expired already', async () => {
      const account = await world.newAccount();
      const refusal = await refusalOf(world.add(account, '1', { expiresAt: new Date('2020-01-01') }));
      expect(refusal).toMatchObject({ code: 'INVALID_LOT_DATES' });
    });
  });

  describe('reserving', () => {
    it('moves credits from available to reserved', async () => {
      const account = await world.newAccount('1');
      const outcome = await world.reserve(account, '0.052');
      expect(outcome.status).toBe('applied');
      expect(await balance(account)).toEqual({ available: '0.948', reserved: '0.052' });
    });

    it('refuses what is not there, with the numbers', async () => {
      const account = await world.newAccount('0.02');
      expect(await refusalOf(world.reserve(account, '0.05'))).toEqual({
        code: 'INSUFFICIENT_CREDITS',
        required: credits('0.05'),
        available: credits('0.02'),
        shortfall: credits('0.03'),
      });
      expect(await balance(account)).toEqual({ available: '0.02', reserved: '0' });
    });

    it('counts reservations against the balance: two that fit alone do not fit together', async () => {
      const account = await world.newAccount('1');
      const outcomes = await Promise.all([world.reserve(account, '0.6'), world.reserve(account, '0.6')]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['applied', 'refused']);
      expect(await balance(account)).toEqual({ available: '0.4', reserved: '0.6' });
    });

    it('lets exactly as many of 100 parallel reservations through as there is money for', async () => {
      const account = await world.newAccount('37');
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => world.reserve(account, '1')));
      expect(outcomes.filter((outcome) => outcome.status === 'applied')).toHaveLength(37);
      expect(await balance(account)).toEqual({ available: '0', reserved: '37' });
    });

    it('counts a key daily limit over reserved and charged together, by UTC day', async () => {
      const account = await world.newAccount('10');
      const apiKeyId = await world.newKey(account, { dailyLimit: '1' });
      const limit = { apiKeyId };
      const first = await world.reserve(account, '0.7', limit);
      expect(first.status).toBe('applied');
      expect(await refusalOf(world.reserve(account, '0.4', limit))).toEqual({
        code: 'KEY_SPENDING_LIMIT_REACHED',
        period: 'DAY',
        apiKeyId,
        limit: credits('1'),
        used: credits('0.7'),
        left: credits('0.3'),
        resetsAt: new Date('2026-11-22T00:00:00Z'),
      });
      await world.ledger.submit({
        command: { kind: 'charge', accountId: account, generationId: first.generationId, amount: credits('0.2') },
      });
      expect((await world.reserve(account, '0.4', limit)).status).toBe('applied');
    });

    it('keeps to the number of generations that may run at once', async () => {
      const account = await world.newAccount('10');
      const first = await world.reserve(account, '1', { concurrencyLimit: 1 });
      expect(await refusalOf(world.reserve(account, '1', { concurrencyLimit: 1 }))).toEqual({
        code: 'CONCURRENCY_LIMIT_REACHED',
        limit: 1,
        used: 1,
      });
      await world.ledger.submit({
        command: { kind: 'refund', accountId: account, generationId: first.generationId, reason: 'test' },
      });
      expect((await world.reserve(account, '1', { concurrencyLimit: 1 })).status).toBe('applied');
    });
  });

  describe('settling', () => {
    const charge = (accountId: string, generationId: string, amount: string) =>
      world.ledger.submit({ command: { kind: 'charge', accountId, generationId, amount: credits(amount) } });
    const refund = (accountId: string, generationId: string) =>
      world.ledger.submit({ command: { kind: 'refund', accountId, generationId, reason: 'test' } });

    it('charges the effective cost and returns the rest', async () => {
      const account = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '0.5');
      const outcome = await charge(account, generationId, '0.3');
      expect(outcome).toMatchObject({
        status: 'applied',
        transaction: { type: 'CHARGE', amount: credits('0.2'), reservedChange: credits('-0.5') },
      });
      expect(await balance(account)).toEqual({ available: '0.7', reserved: '0' });
    });

    it('gives everything back on a refund', async () => {
      const account = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '0.5');
      expect((await refund(account, generationId)).status).toBe('applied');
      expect(await balance(account)).toEqual({ available: '1', reserved: '0' });
    });

    it('settles once: a second charge, a second refund and a refund after a charge change nothing', async () => {
      const account = await world.newAccount('1');
      const charged = (await world.reserve(account, '0.5')).generationId;
      await charge(account, charged, '0.5');
      const refunded = (await world.reserve(account, '0.5')).generationId;
      await refund(account, refunded);
      for (const again of [charge(account, charged, '0.5'), refund(account, charged), refund(account, refunded)]) {
        expect((await again).status).toBe('unchanged');
      }
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0' });
    });

    it('settles once when charge and refund race', async () => {
      const account = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '0.5');
      const outcomes = await Promise.all([charge(account, generationId, '0.5'), refund(account, generationId)]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['applied', 'unchanged']);
    });

    it('refuses a charge above the reservation', async () => {
      const account = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '0.5');
      expect(await refusalOf(charge(account, generationId, '0.500001'))).toMatchObject({
        code: 'CHARGE_ABOVE_RESERVATION',
        reserved: credits('0.5'),
      });
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0.5' });
    });

    it("does not find another account's reservation", async () => {
      const account = await world.newAccount('1');
      const stranger = await world.newAccount('1');
      const { generationId } = await world.reserve(account, '0.5');
      expect(await refusalOf(charge(stranger, generationId, '0.5'))).toMatchObject({ code: 'RESERVATION_NOT_FOUND' });
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0.5' });
    });
  });

  describe('lots', () => {
    it('burn in order: priority, soonest expiry, promotional before paid', async () => {
      const account = await world.newAccount();
      const soon = new Date('2026-12-01T00:00:00Z');
      await world.add(account, '1', { source: 'PACK' });
      await world.add(account, '1', { source: 'PROMOTION' });
      await world.add(account, '1', { source: 'PACK', expiresAt: soon });
      await world.add(account, '1', { source: 'PACK', priority: -1 });
      const found = await world.ledger.balance(account);
      expect(found?.lots.map((lot) => lot.number)).toEqual([4, 3, 2, 1]);
      const outcome = await world.reserve(account, '2.5');
      if (outcome.status !== 'applied') throw new Error('not applied');
      expect(outcome.transaction.lots).toEqual([
        { lot: 4, amount: credits('1') },
        { lot: 3, amount: credits('1') },
        { lot: 2, amount: credits('0.5') },
      ]);
    });

    it('expire exactly at their moment, without any job', async () => {
      const account = await world.newAccount();
      const expiresAt = new Date('2026-11-21T13:00:00Z');
      await world.add(account, '3', { expiresAt });
      const before = world.clock.now;
      world.clock.now = new Date(expiresAt.getTime() - 1);
      expect(await balance(account)).toEqual({ available: '3', reserved: '0' });
      world.clock.now = expiresAt;
      expect(await balance(account)).toEqual({ available: '0', reserved: '0' });
      expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ code: 'INSUFFICIENT_CREDITS' });
      const [newest] = await world.ledger.transactions({ accountId: account, filter: {}, limit: 1 });
      expect(newest).toMatchObject({ type: 'EXPIRE', amount: credits('-3'), availableAfter: 0n });
      world.clock.now = before;
    });

    it('cannot be used before their effective date', async () => {
      const account = await world.newAccount();
      await world.add(account, '3', { effectiveAt: new Date('2026-11-22T00:00:00Z') });
      expect(await balance(account)).toEqual({ available: '0', reserved: '0' });
      expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ code: 'INSUFFICIENT_CREDITS' });
    });

    it('reserved before they expire stay usable for that generation', async () => {
      const account = await world.newAccount();
      await world.add(account, '3', { expiresAt: new Date('2026-11-21T12:30:00Z') });
      const { generationId } = await world.reserve(account, '2');
      const before = world.clock.now;
      world.clock.now = new Date('2026-11-21T14:00:00Z');
      const outcome = await world.ledger.submit({
        command: { kind: 'charge', accountId: account, generationId, amount: credits('1.5') },
      });
      expect(outcome).toMatchObject({ status: 'applied', balance: { reserved: 0n } });
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0' });
      world.clock.now = before;
    });
  });

  describe('the database', () => {
    it.each([
      'update ledger_transaction set amount = 1',
      'delete from ledger_transaction',
      'truncate ledger_transaction',
    ])('refuses "%s"', async (statement) => {
      await world.newAccount('1');
      await expect(world.database.rows(statement)).rejects.toThrow(/append-only/);
    });

    it('refuses a wallet below zero even when the code is passed by', async () => {
      const account = await world.newAccount('1');
      const overdraw = world.database.rows('update wallet set available = -1 where account_id = $1', [account]);
      await expect(overdraw).rejects.toThrow(/wallet_available_check/);
    });

    it('numbers the transactions of an account without gaps', async () => {
      const account = await world.newAccount('5');
      await Promise.all(Array.from({ length: 20 }, () => world.reserve(account, '0.1')));
      const transactions = await world.ledger.transactions({ accountId: account, filter: {}, limit: 100 });
      const sequences = transactions.map((transaction) => transaction.sequence).reverse();
      expect(sequences).toEqual(Array.from({ length: 21 }, (_, index) => BigInt(index + 1)));
    });
  });
}
