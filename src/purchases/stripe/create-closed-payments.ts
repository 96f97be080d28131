// Payments of a gateway that sells nothing (PAYMENTS=off): whatever is asked of the payment provider is refused at once, and
// nothing that claims to come from it is believed.
import { randomBytes } from 'node:crypto';
import type { InvoicePayments } from '../../invoices/index.ts';
import type { Payments } from '../payments.ts';
import { createStripePayments } from './create-stripe-payments.ts';

const REFUSAL = { error: { type: 'api_error', message: 'This gateway takes no payments (PAYMENTS=off).' } };

export function createClosedPayments(): Payments & InvoicePayments {
  return createStripePayments({
    secretKey: 'sk_test_closed',
    // Nobody knows it.
    webhookSecret: `whsec_${randomBytes(32).toString('base64url')}`,
    fetch: () => Promise.resolve(Response.json(REFUSAL, { status: 403 })),
    retries: 0,
  });
}
