import { describe, expect, it } from '@jest/globals';
import { decidePurchaseStatus, decideReversals } from '../../../src/purchases/refunds/decide-reversals.ts';
import { decideGrantOf } from '../../../src/purchases/refunds/decide-shares.ts';
import type { PaymentDispute, PaymentState } from '../../../src/purchases/refunds/refund-payments.ts';
import { credits } from '../../support/ledger-world.ts';

const PAID = { minorUnits: 2_500n, currency: 'USD' };

function stateWith(dispute: Partial<PaymentDispute>): PaymentState {
  const usual = {
    disputeId: 'du_1',
    minorUnits: 2_500n,
    currency: 'USD',
    state: 'LOST',
    createdAt: new Date(0),
  } as const;
  return {
    ...{ paymentIntentId: 'pi_1', accountId: 'a', customerId: 'cus_1', invoiceId: undefined, paid: PAID, refunds: [] },
    disputes: [{ ...usual, ...dispute }],
  };
}
const decide = (dispute: Partial<PaymentDispute>) =>
  decideReversals({ state: stateWith(dispute), known: [], granted: credits('25') });

describe('a lost dispute', () => {
  it('takes the credits of its amount', () => {
    expect(decide({ minorUnits: 1_000n })).toMatchObject({
      added: [{ status: 'LOST', credits: credits('10') }],
      problems: [],
    });
  });

  it('in another currency than was paid in takes none by itself: they stay held, and a person is told', () => {
    expect(decide({ minorUnits: 2_300n, currency: 'EUR' })).toMatchObject({
      added: [{ status: 'OPEN', credits: 0n }],
      problems: ['dispute du_1 was lost in EUR, and the payment was in USD'],
    });
    expect(decide({ currency: 'EUR', state: 'OPEN' })).toMatchObject({ added: [{ status: 'OPEN' }], problems: [] });
    expect(decide({ currency: 'EUR', state: 'WON' })).toMatchObject({ added: [{ status: 'WON' }], problems: [] });
  });
});

describe('a purchase whose money went back', () => {
  const refund = { kind: 'PROVIDER_REFUND', status: 'DONE', minorUnits: 1_000n } as const;
  const dispute = { kind: 'DISPUTE', status: 'OPEN', minorUnits: 2_500n } as const;
  const failed = { kind: 'OPERATOR_REFUND', status: 'FAILED', minorUnits: 2_500n } as const;
  const waiting = { ...failed, status: 'TAKEN' } as const;

  it('is refunded once all of it did, and counts nothing that failed or is on its way', () => {
    expect(decidePurchaseStatus([], 2_500n)).toBe('PAID');
    expect(decidePurchaseStatus([refund, refund, failed, waiting], 2_500n)).toBe('PAID');
    expect(decidePurchaseStatus([refund, refund, { ...refund, minorUnits: 500n }], 2_500n)).toBe('REFUNDED');
  });

  it('is disputed while a dispute is open, and when it was lost', () => {
    expect(decidePurchaseStatus([dispute, { ...refund, minorUnits: 2_500n }], 2_500n)).toBe('DISPUTED');
    expect(decidePurchaseStatus([{ ...dispute, status: 'LOST' }], 2_500n)).toBe('DISPUTED');
    expect(decidePurchaseStatus([{ ...dispute, status: 'WON' }], 2_500n)).toBe('PAID');
  });
});

describe('what a payment brought of its invoice', () => {
  const share = (minorUnits: bigint, invoicePaid?: bigint) =>
    decideGrantOf({ paid: { minorUnits }, invoicePaid }, credits('29'));

  it('is all of it, unless others paid it, too', () => {
    expect(share(2_900n)).toBe(credits('29'));
    expect(share(2_900n, 2_900n)).toBe(credits('29'));
    expect(share(2_000n, 2_900n)).toBe(credits('20'));
    expect(share(900n, 2_900n)).toBe(credits('9'));
  });

  it('comes to no more than all of it, however it was divided', () => {
    const parts = [967n, 967n, 966n].map((part) => share(part, 2_900n));
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBeLessThanOrEqual(credits('29'));
  });
});
