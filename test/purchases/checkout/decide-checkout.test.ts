import { describe, expect, it } from '@jest/globals';
import { decideCheckout } from '../../../src/purchases/checkout/decide-checkout.ts';
import type { StoredPurchase } from '../../../src/purchases/packs/read-purchases.ts';
import type { CheckoutSubject } from '../../../src/purchases/payments.ts';
import { credits } from '../../support/ledger-world.ts';

const price = { minorUnits: 2500n, currency: 'USD' };
const purchase: StoredPurchase = {
  accountId: '01900000-0000-7000-8000-000000000001',
  id: '01900000-0000-7000-8000-000000000002',
  packId: 'small',
  packName: 'Small',
  validity: 'LIFETIME',
  credits: credits('25'),
  priceMinorUnits: price.minorUnits,
  priceCurrency: price.currency,
  status: 'PENDING',
  idempotencyKey: 'key',
  inputHash: 'hash',
  checkoutSessionId: 'cs_1',
  checkoutUrl: undefined,
  paymentIntentId: undefined,
  paidMinorUnits: undefined,
  receiptUrl: undefined,
  createdAt: new Date(0),
  paidAt: undefined,
};
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
    expect(decideCheckout(paid, purchase)).toMatchObject({ kind: 'credit', paymentIntentId: 'pi_1' });
  });

  it('brings nothing more when they are there', () => {
    expect(decideCheckout(paid, { ...purchase, paymentIntentId: 'pi_1' })).toEqual({ kind: 'credited' });
  });

  it('is for a person to look at when the purchase was paid by another payment', () => {
    expect(decideCheckout(paid, { ...purchase, paymentIntentId: 'pi_0' })).toEqual({
      kind: 'record',
      problem: 'the purchase was paid by pi_0 already',
    });
  });
});
