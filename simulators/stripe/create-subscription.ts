// POST /v1/subscriptions
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { refuseForeign } from './payment-method.ts';
import { choosePrice, ItemPriceFields } from './product.ts';
import {
  Id,
  integer,
  MetadataFields,
  mergeMetadata,
  Quantity,
  readParameters,
  Switch,
  Text,
} from './read-parameters.ts';
import type { WriteCall } from './route.ts';
import { startSubscription } from './start-subscription.ts';
import {
  CollectionMethod,
  dueDays,
  PaymentBehavior,
  ProrationBehavior,
  refuseFailure,
  refuseMixture,
} from './subscription-parameters.ts';
import { AutomaticTax } from './tax.ts';

const NewFields = z.strictObject({
  customer: Id,
  items: z
    .array(z.strictObject({ ...ItemPriceFields, quantity: Quantity.optional() }))
    .min(1)
    .max(20),
  collection_method: CollectionMethod.optional(),
  days_until_due: integer(0, 365).optional(),
  default_payment_method: Id.optional(),
  payment_behavior: PaymentBehavior.optional(),
  proration_behavior: ProrationBehavior.optional(),
  cancel_at_period_end: Switch.optional(),
  description: Text.optional(),
  metadata: MetadataFields.optional(),
  off_session: Switch.optional(),
  automatic_tax: AutomaticTax.optional(),
});

export async function createSubscription({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(NewFields, fields);
  const { object: customer } = await work.need('customer', parameters.customer, 'customer');
  const { default_payment_method: method, collection_method: collection = 'charge_automatically' } = parameters;
  if (method !== undefined) {
    refuseForeign(await work.need('payment_method', method, 'default_payment_method'), customer.id);
  }
  const isPaidLater = parameters.payment_behavior === 'default_incomplete';
  if (collection === 'charge_automatically' && !isPaidLater) refuseWithoutMethod(customer, method);
  const items = await Promise.all(
    parameters.items.map(async (item, index) => {
      return { price: await choosePrice(work, item, `items[${index}]`), quantity: item.quantity ?? 1 };
    }),
  );
  refuseMixture(items.map(({ price }) => price));
  const { subscription, payment } = await startSubscription(work, {
    customer,
    items,
    collection,
    daysUntilDue: dueDays(collection, parameters.days_until_due),
    paymentMethod: method ?? null,
    isEndingWithPeriod: parameters.cancel_at_period_end === true,
    description: parameters.description ?? null,
    metadata: mergeMetadata({}, parameters.metadata),
    isPaidLater,
    isTaxed: parameters.automatic_tax?.enabled,
  });
  if (parameters.payment_behavior === 'error_if_incomplete') refuseFailure(payment);
  return subscription;
}

function refuseWithoutMethod({ invoice_settings: settings }: Stripe.Customer, method: string | undefined): void {
  if (method !== undefined || settings.default_payment_method !== null) return;
  throw refuse(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
    { code: 'resource_missing' },
  );
}
