import { describe, expect, it } from '@jest/globals';
import { decideCheckout, type PurchaseRecord } from '../../../src/purchases/checkout/decide-checkout.ts';
import type { CheckoutSubject } from '../../../src/purchases/payments.ts';
import type { Purchase } from '../../../src/purchases/purchases.ts';
import { credits } from '../../support/ledger-world.ts';

const price = { minorUnits: 2500n, currency: 'USD' };
const purchase: Purchase = {
  accountId: '01900000-0000-7000-8000-000000000001',
  id: '01900000-0000-7000-8000-000000000002',
  pack: { id: 'small', name: 'Small', validity: 'LIFETIME' },
  credits: credits('25'),
  price,
  status: 'PENDING',
  checkoutUrl: undefined,
  receiptUrl: undefined,
  createdAt: new Date(0),
  paidAt: undefined,
};
const record: PurchaseRecord = { purchase, checkoutSessionId: 'cs_1', paymentIntentId: undefined };
const paid: CheckoutSubject = {
  kind: 'checkout',
  stage: 'completed',
  sessionId: 'cs_1',
  reference: { accountId: purchase.accountId, purchaseId: purchase.id },
  paid: true,
  paymentIntentId: 'pi_1',
  amount: price,
};

describe('a checkout that counts as paid', () => {
  it('brings its credits', () => {
    expect(decideCheckout(paid, record)).toMatchObject({ kind: 'credit', paymentIntentId: 'pi_1' });
  });

  it('brings nothing more when they are there', () => {
    expect(decideCheckout(paid, { ...record, paymentIntentId: 'pi_1' })).toEqual({ kind: 'credited' });
  });

  it('is for a person to look at when the purchase was paid by another payment', () => {
    expect(decideCheckout(paid, { ...record, paymentIntentId: 'pi_0' })).toEqual({
      kind: 'record',
      problem: 'the purchase was paid by pi_0 already',
    });
  });
});
