// What can follow a settlement, whatever database the ledger stands on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import { formatCredits } from '../../../src/money/index.ts';
import { credits, type LedgerWorld } from '../../support/ledger-world.ts';

export function describeAfterSettlement(open: () => Promise<LedgerWorld>): void {
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

  describe('after the settlement', () => {
    const submit = (command: Parameters<LedgerWorld['ledger']['submit']>[0]['command']) =>
      world.ledger.submit({ command });
    const refundCharge = (accountId: string, generationId: string, amount: string, idempotencyKey: string = newId()) =>
      submit({
        kind: 'refundCharge',
        accountId,
        generationId,
        amount: credits(amount),
        reason: 'goodwill',
        idempotencyKey,
        inputHash: amount,
      });

    async function chargedGeneration(account: string, amount: string): Promise<string> {
      const { generationId } = await world.reserve(account, amount);
      await submit({ kind: 'charge', accountId: account, generationId, amount: credits(amount) });
      return generationId;
    }

    async function refundedGeneration(account: string, amount: string): Promise<string> {
      const { generationId } = await world.reserve(account, amount);
      await submit({ kind: 'refund', accountId: account, generationId, reason: 'too late' });
      return generationId;
    }

    it('a late success takes the credits again, once', async () => {
      const account = await world.newAccount('1');
      const generationId = await refundedGeneration(account, '0.6');
      const late = { kind: 'lateCharge', accountId: account, generationId, amount: credits('0.5') } as const;
      expect((await submit(late)).status).toBe('applied');
      expect((await submit(late)).status).toBe('unchanged');
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0' });
    });

    it('a late success is refused when the credits are gone, and nothing is written', async () => {
      const account = await world.newAccount('1');
      const generationId = await refundedGeneration(account, '0.6');
      await chargedGeneration(account, '0.8');
      const before = await world.ledger.balance(account);
      const late = submit({ kind: 'lateCharge', accountId: account, generationId, amount: credits('0.6') });
      expect(await refusalOf(late)).toMatchObject({ code: 'INSUFFICIENT_CREDITS', available: credits('0.2') });
      expect((await world.ledger.balance(account))?.sequence).toBe(before?.sequence);
    });

    it('a charge is given back in parts, never above what was charged, each key once', async () => {
      const account = await world.newAccount('1');
      const generationId = await chargedGeneration(account, '0.6');
      expect((await refundCharge(account, generationId, '0.2', 'first')).status).toBe('applied');
      expect((await refundCharge(account, generationId, '0.2', 'first')).status).toBe('replayed');
      expect(await refusalOf(refundCharge(account, generationId, '0.41'))).toEqual({
        code: 'REFUND_ABOVE_CHARGE',
        charged: credits('0.4'),
        amount: credits('0.41'),
      });
      expect((await refundCharge(account, generationId, '0.4')).status).toBe('applied');
      expect(await balance(account)).toEqual({ available: '1', reserved: '0' });
    });

    it('a refund returns to the lots that paid, even to one that was spent to the end', async () => {
      const account = await world.newAccount('0.3');
      await world.add(account, '1');
      const generationId = await chargedGeneration(account, '0.5');
      const outcome = await refundCharge(account, generationId, '0.4');
      if (outcome.status !== 'applied') throw new Error('not applied');
      expect(outcome.transaction.lots).toEqual([
        { lot: 2, amount: credits('0.2') },
        { lot: 1, amount: credits('0.2') },
      ]);
      expect((await world.ledger.balance(account))?.lots.map((lot) => lot.remaining)).toEqual([
        credits('0.2'),
        credits('1'),
      ]);
    });

    it('what returns after its lot expired stays usable for a day', async () => {
      const account = await world.newAccount();
      await world.add(account, '1', { expiresAt: new Date(world.clock.now.getTime() + 60_000) });
      const { generationId } = await world.reserve(account, '1');
      const before = world.clock.now;
      world.clock.now = new Date(before.getTime() + 120_000);
      await submit({ kind: 'refund', accountId: account, generationId, reason: 'nothing came' });
      expect(await balance(account)).toEqual({ available: '1', reserved: '0' });
      world.clock.now = new Date(before.getTime() + 120_000 + 86_400_000);
      expect(await balance(account)).toEqual({ available: '0', reserved: '0' });
      await submit({ kind: 'expire', accountId: account });
      world.clock.now = before;
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true });
    });

    it('everything still adds up', async () => {
      const account = await world.newAccount('2');
      const charged = await chargedGeneration(account, '0.6');
      await refundCharge(account, charged, '0.25');
      const late = await refundedGeneration(account, '0.6');
      await submit({ kind: 'lateCharge', accountId: account, generationId: late, amount: credits('0.6') });
      await refundCharge(account, late, '0.1');
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [] });
    });
  });

  describe('the credit line of a postpaid account', () => {
    const submit = (command: Parameters<LedgerWorld['ledger']['submit']>[0]['command']) =>
      world.ledger.submit({ command });

    async function postpaidAccount(limit: string, own?: string): Promise<string> {
      const account = await world.newAccount(own);
      expect(await world.ledger.setCreditLimit(account, credits(limit))).toBe(true);
      return account;
    }

    it('is used after the lots, and refused at its limit with the numbers', async () => {
      const account = await postpaidAccount('2', '1');
      expect(await balance(account)).toEqual({ available: '3', reserved: '0' });
      const outcome = await world.reserve(account, '2.5');
      if (outcome.status !== 'applied') throw new Error('not applied');
      expect(outcome.transaction.lots).toEqual([
        { lot: 1, amount: credits('1') },
        { lot: 0, amount: credits('1.5') },
      ]);
      expect(outcome.transaction.availableAfter).toBe(credits('-1.5'));
      expect(await refusalOf(world.reserve(account, '0.6'))).toEqual({
        code: 'CREDIT_LIMIT_REACHED',
        required: credits('0.6'),
        available: credits('0.5'),
        shortfall: credits('0.1'),
      });
    });

    it('is free again after a refund, and after a paid invoice', async () => {
      const account = await postpaidAccount('2');
      const refunded = await world.reserve(account, '2');
      await submit({ kind: 'refund', accountId: account, generationId: refunded.generationId, reason: 'nothing came' });
      const charged = await world.reserve(account, '2');
      await submit({ kind: 'charge', accountId: account, generationId: charged.generationId, amount: credits('1.5') });
      expect(await balance(account)).toEqual({ available: '0.5', reserved: '0' });
      const repay = {
        kind: 'repay',
        accountId: account,
        description: 'Invoice',
        idempotencyKey: 'in_1',
        inputHash: '1',
      } as const;
      expect(await refusalOf(submit({ ...repay, amount: credits('1.6') }))).toMatchObject({
        code: 'REPAYMENT_ABOVE_DEBT',
      });
      expect((await submit({ ...repay, amount: credits('1.5') })).status).toBe('applied');
      expect(await balance(account)).toEqual({ available: '2', reserved: '0' });
      expect(await world.ledger.verify(account)).toMatchObject({ ok: true, problems: [] });
    });

    it('cannot be cut below what is drawn on it', async () => {
      const account = await postpaidAccount('2');
      await world.reserve(account, '1.5');
      expect(await world.ledger.setCreditLimit(account, credits('1'))).toBe(false);
      expect(await world.ledger.setCreditLimit(account, credits('1.5'))).toBe(true);
    });
  });
}
