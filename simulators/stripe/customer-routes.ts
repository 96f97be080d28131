// /v1/customers
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { addCustomer, changeCustomer } from './customer.ts';
import { endSubscription } from './end-subscription.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { Clearable, Id, integer, MetadataFields, mergeMetadata, readParameters } from './read-parameters.ts';
import type { Route, WriteCall } from './route.ts';
import type { Work } from './work.ts';

const CommonFields = {
  email: z.union([z.literal('').transform(() => null), z.email()]).optional(),
  name: Clearable.optional(),
  phone: Clearable.optional(),
  description: Clearable.optional(),
  metadata: MetadataFields.optional(),
  balance: integer(-99_999_999, 99_999_999).optional(),
};
const NewFields = z.strictObject({ ...CommonFields, test_clock: Id.optional(), payment_method: Id.optional() });
const ChangeFields = z.strictObject({
  ...CommonFields,
  invoice_settings: z.strictObject({ default_payment_method: Clearable.optional() }).optional(),
});

async function createCustomer({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(NewFields, fields);
  const { test_clock: testClock } = parameters;
  const clock =
    testClock === undefined ? undefined : await work.need('test_helpers.test_clock', testClock, 'test_clock');
  const customer = addCustomer(work, {
    ...parameters,
    testClock,
    metadata: mergeMetadata({}, parameters.metadata),
  });
  if (clock !== undefined) {
    const customers = [...clock.customers, customer.id];
    work.save('test_helpers.test_clock', clock.object.id, { ...clock, customers });
  }
  return customer;
}

async function updateCustomer({ id, fields, work }: WriteCall): Promise<object> {
  await work.need('customer', id, 'customer');
  const { metadata, invoice_settings: settings, ...plain } = readParameters(ChangeFields, fields);
  const method = settings?.default_payment_method;
  if (typeof method === 'string') await refuseForeignMethod(work, id, method);
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const { object } = await changeCustomer(work, id, (customer) => ({
    ...given,
    metadata: mergeMetadata(customer.metadata, metadata),
    ...(method === undefined
      ? {}
      : { invoice_settings: { ...customer.invoice_settings, default_payment_method: method } }),
  }));
  return object;
}

async function refuseForeignMethod(work: Work, customer: string, method: string): Promise<void> {
  const found = await work.need('payment_method', method, 'invoice_settings[default_payment_method]');
  if (found.object.customer === customer) return;
  throw refuse(`The customer does not have a payment method with the ID ${method}.`, {
    param: 'invoice_settings[default_payment_method]',
    code: 'resource_missing',
  });
}

async function deleteCustomer({ id, work }: WriteCall): Promise<object> {
  const stored = await work.need('customer', id, 'customer');
  for (const subscription of stored.subscriptions) await endSubscription(work, subscription);
  work.happened('customer.deleted', stored.object);
  work.remove(id);
  return { id, object: 'customer', deleted: true };
}

export const customerRoutes: readonly Route[] = [
  { method: 'POST', path: 'customers', handle: createCustomer },
  readRoute('customers', 'customer', 'customer'),
  { method: 'POST', path: 'customers/:id', handle: updateCustomer },
  { method: 'DELETE', path: 'customers/:id', handle: deleteCustomer },
  listRoute('customers', 'customer', { email: z.string().optional(), test_clock: Id.optional() }),
];
