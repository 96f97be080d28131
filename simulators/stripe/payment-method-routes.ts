// /v1/payment_methods
import { z } from 'zod';
import { CardDecline, refuse } from './api-answer.ts';
import { changeCustomer, note } from './customer.ts';
import { listRoute, PageFields, pageOf, readRoute } from './list-objects.ts';
import { addPaymentMethod, attachPaymentMethod, takePaymentMethod } from './payment-method.ts';
import { Id, integer, MetadataFields, mergeMetadata, readParameters, Text } from './read-parameters.ts';
import type { ApiCall, Reply, Route, WriteCall } from './route.ts';
import { cardByNumber, cardByToken, type TestCard } from './test-cards.ts';
import { idOf } from './work.ts';

const CardFields = z.strictObject({
  token: Text.optional(),
  number: Text.optional(),
  exp_month: integer(1, 12).optional(),
  exp_year: integer(1970, 2100).optional(),
  cvc: Text.optional(),
});
const NewFields = z.strictObject({
  type: z.literal('card'),
  card: CardFields,
  billing_details: z.strictObject({ email: z.email().optional(), name: Text.optional() }).optional(),
  metadata: MetadataFields.optional(),
});

async function createMethod({ fields, work }: WriteCall): Promise<object> {
  const { card, billing_details: billing, metadata } = readParameters(NewFields, fields);
  const { exp_month: month, exp_year: year } = card;
  const expiry = month === undefined || year === undefined ? undefined : { month, year };
  return addPaymentMethod(work, { card: chooseCard(card), expiry, ...billing, metadata }).object;
}

function chooseCard({ token, number }: z.infer<typeof CardFields>): TestCard {
  const card = token === undefined ? cardByNumber(number ?? '') : cardByToken(token);
  if (card !== undefined) return card;
  if (token !== undefined) {
    throw refuse(`No such token: '${token}'`, { param: 'card[token]', code: 'resource_missing' });
  }
  const message =
    'Your card number is incorrect. The simulator takes the test cards of https://docs.stripe.com/testing.';
  throw refuse(message, { param: 'card[number]', code: 'incorrect_number' });
}

async function attach({ id, fields, work }: WriteCall): Promise<Reply> {
  const { customer } = readParameters(z.strictObject({ customer: Id }), fields);
  await work.need('customer', customer, 'customer');
  const attached = await attachPaymentMethod(work, await takePaymentMethod(work, id, 'payment_method'), customer);
  return attached instanceof CardDecline ? attached : attached.object;
}

async function detach({ id, fields, work }: WriteCall): Promise<object> {
  readParameters(z.strictObject({}), fields);
  const stored = await work.need('payment_method', id, 'payment_method');
  const customer = idOf(stored.object.customer);
  if (customer === undefined) {
    throw refuse('The payment method you provided is not attached to a customer so detachment is impossible.', {
      param: 'payment_method',
    });
  }
  const detached = { ...stored, isSpent: true, object: { ...stored.object, customer: null } };
  work.save('payment_method', id, detached);
  work.happened('payment_method.detached', detached.object);
  await note(work, customer, { list: 'paymentMethods', id, isThere: false });
  await changeCustomer(work, customer, ({ invoice_settings: settings }) =>
    settings.default_payment_method === id ? { invoice_settings: { ...settings, default_payment_method: null } } : {},
  );
  return detached.object;
}

async function updateMethod({ id, fields, work }: WriteCall): Promise<object> {
  const Fields = z.strictObject({
    metadata: MetadataFields.optional(),
    card: z.strictObject({ exp_month: integer(1, 12).optional(), exp_year: integer(1970, 2100).optional() }).optional(),
  });
  const stored = await work.need('payment_method', id, 'payment_method');
  const { metadata, card = {} } = readParameters(Fields, fields);
  const given = Object.fromEntries(Object.entries(card).filter(([, value]) => value !== undefined));
  const { card: before } = stored.object;
  const object = {
    ...stored.object,
    metadata: mergeMetadata(stored.object.metadata, metadata),
    ...(before === undefined ? {} : { card: { ...before, ...given } }),
  };
  work.save('payment_method', id, { ...stored, object });
  work.changed('payment_method.updated', stored.object, object);
  return object;
}

async function listOfCustomer({ id, fields, work }: ApiCall): Promise<object> {
  const page = readParameters(z.strictObject({ ...PageFields, type: z.literal('card').optional() }), fields);
  const { paymentMethods } = await work.need('customer', id, 'customer');
  const found = await work.findMany('payment_method', paymentMethods.toReversed());
  return pageOf(
    found.map(({ object }) => object),
    page,
    `/v1/customers/${id}/payment_methods`,
  );
}

export const paymentMethodRoutes: readonly Route[] = [
  { method: 'POST', path: 'payment_methods', handle: createMethod },
  { method: 'POST', path: 'payment_methods/:id', handle: updateMethod },
  { method: 'POST', path: 'payment_methods/:id/attach', handle: attach },
  { method: 'POST', path: 'payment_methods/:id/detach', handle: detach },
  readRoute('payment_methods', 'payment_method', 'payment_method'),
  listRoute('payment_methods', 'payment_method', { customer: Id, type: z.literal('card').optional() }),
  { method: 'GET', path: 'customers/:id/payment_methods', handle: listOfCustomer },
];
