import { describe, expect, it } from '@jest/globals';
import type { CreditPack } from '../../../src/catalog/index.ts';
import { ZERO } from '../../../src/money/index.ts';
import { decideConfiguration } from '../../../src/purchases/top-up/decide-configuration.ts';
import { decideTopUp, type TopUpFacts } from '../../../src/purchases/top-up/decide-top-up.ts';
import type { ConfigureTopUp } from '../../../src/purchases/top-up/top-up.ts';
import { credits } from '../../support/ledger-world.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });
const pack = (id: string, amount: string, cents: bigint): CreditPack => ({
  id,
  name: id,
  credits: credits(amount),
  validity: 'LIFETIME',
  price: usd(cents),
});
const PACKS = [pack('small', '10', 1_000n), pack('medium', '25', 2_400n), pack('large', '100', 9_000n)];

const FACTS: TopUpFacts = {
  settings: {
    enabled: true,
    threshold: credits('5'),
    packId: 'small',
    target: undefined,
    monthlyCap: usd(5_000n),
    coolDownSeconds: 3_600,
    paysDebt: false,
  },
  trigger: { kind: 'BALANCE' },
  available: credits('2'),
  debt: ZERO,
  frozen: ZERO,
  packs: PACKS,
  pausedReason: undefined,
  retryAt: undefined,
  lastChargedAt: undefined,
  hasAttemptInFlight: false,
  countedThisMonth: 0n,
  now: NOW,
};
const decide = (change: Partial<TopUpFacts> = {}) => decideTopUp({ ...FACTS, ...change });
const withSettings = (change: Partial<TopUpFacts['settings']>, more: Partial<TopUpFacts> = {}) =>
  decide({ settings: { ...FACTS.settings, ...change }, ...more });
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('the decision to top up', () => {
  it('buys the pack below the threshold, and keeps the numbers that made it do so', () => {
    expect(decide()).toMatchObject({
      kind: 'attempt',
      pack: { id: 'small' },
      reason: { kind: 'BALANCE_BELOW_THRESHOLD', available: credits('2'), threshold: credits('5') },
    });
  });

  it('does nothing at the threshold', () => {
    expect(decide({ available: credits('5') })).toEqual({ kind: 'nothing', because: 'ENOUGH_CREDITS' });
  });

  it('does nothing while it is off, paused or in flight', () => {
    expect(withSettings({ enabled: false })).toEqual({ kind: 'nothing', because: 'DISABLED' });
    expect(decide({ pausedReason: 'CARD_REFUSED' })).toEqual({ kind: 'nothing', because: 'PAUSED' });
    expect(decide({ hasAttemptInFlight: true })).toEqual({ kind: 'nothing', because: 'IN_FLIGHT' });
  });

  it('tops up for a refused reservation above the threshold, with the shortfall as the reason', () => {
    const trigger = { kind: 'RESERVATION_REFUSED', required: credits('8') } as const;
    expect(decide({ trigger, available: credits('6') })).toMatchObject({
      kind: 'attempt',
      reason: { kind: 'RESERVATION_REFUSED', available: credits('6'), shortfall: credits('2') },
    });
    expect(decide({ trigger, available: credits('8') })).toEqual({ kind: 'nothing', because: 'ENOUGH_CREDITS' });
  });

  it('waits for the cool-down, for the retry, and for the later of both', () => {
    expect(decide({ lastChargedAt: ago(59) })).toEqual({ kind: 'wait', because: 'COOL_DOWN', until: ago(-1) });
    expect(decide({ lastChargedAt: ago(60) })).toMatchObject({ kind: 'attempt' });
    expect(decide({ retryAt: ago(-30) })).toEqual({ kind: 'wait', because: 'RETRY', until: ago(-30) });
    expect(decide({ lastChargedAt: ago(59), retryAt: ago(-30) })).toMatchObject({ because: 'RETRY' });
    expect(decide({ lastChargedAt: ago(59), retryAt: ago(10) })).toMatchObject({ because: 'COOL_DOWN' });
  });

  it('stops at the cap until the next UTC month', () => {
    expect(decide({ countedThisMonth: 4_000n })).toMatchObject({ kind: 'attempt' });
    expect(decide({ countedThisMonth: 4_001n })).toEqual({
      kind: 'wait',
      because: 'MONTHLY_CAP',
      until: new Date('2026-12-01T00:00:00Z'),
    });
  });

  it('buys nothing when the pack is gone or has changed its currency', () => {
    expect(decide({ packs: [] })).toEqual({ kind: 'nothing', because: 'PACK_UNAVAILABLE' });
    expect(withSettings({ monthlyCap: { minorUnits: 5_000n, currency: 'EUR' } })).toMatchObject({
      because: 'PACK_UNAVAILABLE',
    });
  });

  it('stops at the cap whether or not it is cooling down, so that it can say why nothing happens', () => {
    expect(decide({ countedThisMonth: 4_001n, lastChargedAt: ago(1) })).toMatchObject({ because: 'MONTHLY_CAP' });
  });

  it('takes no debt for a low balance, unless the customer asked for that', () => {
    const owing = { available: ZERO, debt: credits('6') };
    for (const kind of ['BALANCE', 'MANUAL'] as const) {
      expect(decide({ ...owing, trigger: { kind } })).toEqual({ kind: 'nothing', because: 'CREDITS_OWED' });
    }
    const trigger = { kind: 'RESERVATION_REFUSED', required: credits('1') } as const;
    expect(decide({ ...owing, trigger })).toEqual({ kind: 'nothing', because: 'CREDITS_OWED' });
    expect(withSettings({ paysDebt: true }, owing)).toMatchObject({ kind: 'attempt', pack: { id: 'small' } });
    const towards = { paysDebt: true, packId: undefined, target: credits('8') };
    expect(withSettings(towards, owing)).toMatchObject({ kind: 'attempt', pack: { id: 'medium' } });
    expect(withSettings({ paysDebt: true }, { ...owing, trigger })).toMatchObject({
      reason: { kind: 'RESERVATION_REFUSED', available: ZERO, shortfall: credits('7') },
    });
  });

  it('takes credits that a dispute holds back for no low balance', () => {
    expect(decide({ available: credits('1'), frozen: credits('4') })).toMatchObject({ because: 'ENOUGH_CREDITS' });
    expect(decide({ available: credits('1'), frozen: credits('3.9') })).toMatchObject({ kind: 'attempt' });
  });

  it('for a target, buys the largest that fits under the cap when none that reaches it does', () => {
    const chosen = (cap: bigint, counted: bigint, trigger: TopUpFacts['trigger'] = { kind: 'BALANCE' }) => {
      const settings = { packId: undefined, target: credits('90'), monthlyCap: usd(cap) };
      const decision = withSettings(settings, { countedThisMonth: counted, trigger });
      return decision.kind === 'attempt' ? decision.pack.id : decision.because;
    };
    expect(chosen(9_000n, 0n)).toBe('large');
    expect(chosen(8_999n, 0n)).toBe('medium');
    expect(chosen(9_000n, 6_601n)).toBe('small');
    expect(chosen(9_000n, 8_001n)).toBe('MONTHLY_CAP');
    expect(chosen(2_000n, 0n, { kind: 'RESERVATION_REFUSED', required: credits('17.5') })).toBe('small');
  });

  it('for a target, buys the smallest pack that reaches it, or the largest', () => {
    const chosen = (target: string, more: Partial<TopUpFacts> = {}) => {
      const decision = withSettings({ packId: undefined, target: credits(target), monthlyCap: usd(99_999n) }, more);
      return decision.kind === 'attempt' ? decision.pack.id : decision;
    };
    expect(chosen('12')).toBe('small');
    expect(chosen('12.000001')).toBe('medium');
    expect(chosen('1000')).toBe('large');
    expect(chosen('12', { trigger: { kind: 'RESERVATION_REFUSED', required: credits('50') } })).toBe('large');
  });
});

describe('a configuration', () => {
  const REQUEST: ConfigureTopUp = { accountId: '', ...FACTS.settings };
  const refusal = (change: Partial<ConfigureTopUp>) => decideConfiguration({ ...REQUEST, ...change }, PACKS);

  it('is accepted when it makes sense', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ packId: undefined, target: credits('20') })).toBeUndefined();
  });

  it('names what is wrong, where, and what would be accepted', () => {
    expect(refusal({ threshold: credits('-1') })).toMatchObject({
      path: ['threshold'],
      allowed: ['0 or more credits'],
    });
    expect(refusal({ packId: 'huge' })).toEqual({
      code: 'PACK_NOT_FOUND',
      packId: 'huge',
      allowed: ['small', 'medium', 'large'],
    });
    expect(refusal({ monthlyCap: usd(999n) })).toMatchObject({
      path: ['monthlyCap'],
      message: 'The monthly cap is below the price of one top-up, 10.00 USD.',
      allowed: ['at least 10.00 USD'],
    });
    expect(refusal({ monthlyCap: usd(0n) })).toMatchObject({ path: ['monthlyCap'] });
    expect(refusal({ monthlyCap: { minorUnits: 5_000n, currency: 'EUR' } })).toMatchObject({
      path: ['monthlyCap', 'currency'],
      allowed: ['USD'],
    });
    expect(refusal({ target: credits('20') })).toMatchObject({ path: ['packId'] });
    expect(refusal({ packId: undefined })).toMatchObject({ path: ['packId'] });
    expect(refusal({ packId: undefined, target: credits('5') })).toMatchObject({ path: ['target'] });
    expect(refusal({ coolDownSeconds: 3_599 })).toMatchObject({ path: ['coolDownSeconds'] });
    expect(refusal({ packId: undefined, target: credits('100'), monthlyCap: usd(9_000n) })).toBeUndefined();
    expect(refusal({ packId: undefined, target: credits('101'), monthlyCap: usd(99_000n) })).toMatchObject({
      path: ['target'],
      message: 'The target is above the largest pack, 100 credits.',
      allowed: ['at most 100 credits'],
    });
    expect(refusal({ packId: undefined, target: credits('50'), monthlyCap: usd(5_000n) })).toMatchObject({
      path: ['monthlyCap'],
      allowed: ['at least 90.00 USD'],
    });
  });
});
