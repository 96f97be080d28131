import { defineEntity, p } from '@mikro-orm/postgresql';

/** Who an account is at the payment provider. */
const StripeCustomerEntity = defineEntity({
  name: 'StripeCustomer',
  tableName: 'stripe_customer',
  properties: {
    accountId: p.uuid().primary(),
    customerId: p.text(),
    createdAt: p.datetime(3),
    /** Somebody deleted the customer at the provider; the next need makes another one. */
    deletedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'stripe_customer_customer_id_unique', properties: ['customerId'] }],
});

export const customerEntities = [StripeCustomerEntity];
