import { defineEntity, p } from '@mikro-orm/postgresql';

/**
 * The provider pays a customer's invoices from the customer's balance, where the money of unused plan time waits. Its
 * credits were given already (docs/decisions/0015), so that it must not pay for generations once more: invoices of postpaid
 * accounts go to a customer of their own.
 */
export type WayOfPaying = 'AT_ONCE' | 'BY_INVOICE';

/** Who an account is at the payment provider, and was: what comes late about a deleted customer is still about the account. */
const StripeCustomerEntity = defineEntity({
  name: 'StripeCustomer',
  tableName: 'stripe_customer',
  properties: {
    accountId: p.uuid().primary(),
    customerId: p.text().primary(),
    pays: p.text().$type<WayOfPaying>().default('AT_ONCE'),
    createdAt: p.datetime(3),
    /** Somebody deleted the customer at the provider; the next need makes another one. */
    deletedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'stripe_customer_customer_id_unique', properties: ['customerId'] }],
  indexes: [
    {
      name: 'stripe_customer_current_unique',
      expression:
        'create unique index stripe_customer_current_unique on stripe_customer (account_id, pays) where deleted_at is null',
    },
  ],
  checks: [{ name: 'stripe_customer_pays_check', expression: "pays in ('AT_ONCE', 'BY_INVOICE')" }],
});

export const customerEntities = [StripeCustomerEntity];
