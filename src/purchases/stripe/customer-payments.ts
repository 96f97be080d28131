// Customers at Stripe.
import type Stripe from 'stripe';
import type { CustomerPayments } from '../payments.ts';
import { unlessUnavailable } from './provider-errors.ts';

export function createCustomerPayments(stripe: Stripe): CustomerPayments {
  return {
    createCustomer: async ({ accountId, name, email, idempotencyKey }) => {
      const parameters = {
        metadata: { account_id: accountId },
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
      };
      const { id } = await unlessUnavailable(stripe.customers.create(parameters, { idempotencyKey }));
      return id;
    },
  };
}
