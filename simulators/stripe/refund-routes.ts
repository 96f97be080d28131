// /v1/refunds
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { Id, integer, MetadataFields, mergeMetadata, readParameters } from './read-parameters.ts';
import { refundCharge } from './refund.ts';
import { LARGEST_AMOUNT, refuseShape } from './refuse-amount.ts';
import type { Route, WriteCall } from './route.ts';
import { idOf, type Work } from './work.ts';

const NewFields = z.strictObject({
  charge: Id.optional(),
  payment_intent: Id.optional(),
  amount: integer(1, LARGEST_AMOUNT).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: MetadataFields.optional(),
});

async function createRefund({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(NewFields, fields);
  const charge = await work.need('charge', await chargeOf(work, parameters), 'charge');
  const { amount, reason, metadata } = parameters;
  if (amount !== undefined) refuseShape(amount, { currency: charge.object.currency, param: 'amount' });
  return refundCharge(work, charge.object, { amount, reason, metadata: mergeMetadata({}, metadata) });
}

async function chargeOf(
  work: Work,
  {
    charge,
    payment_intent: intent,
  }: { readonly charge?: string | undefined; readonly payment_intent?: string | undefined },
): Promise<string> {
  if (charge !== undefined) return charge;
  if (intent === undefined) {
    throw refuse('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
    });
  }
  const { object } = await work.need('payment_intent', intent, 'payment_intent');
  const latest = idOf(object.latest_charge);
  if (object.status === 'succeeded' && latest !== undefined) return latest;
  throw refuse(`This PaymentIntent (${intent}) does not have a successful charge to refund.`, {
    param: 'payment_intent',
  });
}

async function updateRefund({ id, fields, work }: WriteCall): Promise<object> {
  const { object } = await work.need('refund', id);
  const { metadata } = readParameters(z.strictObject({ metadata: MetadataFields.optional() }), fields);
  const updated = { ...object, metadata: mergeMetadata(object.metadata, metadata) };
  work.save('refund', id, { object: updated });
  work.changed('refund.updated', object, updated);
  return updated;
}

export const refundRoutes: readonly Route[] = [
  { method: 'POST', path: 'refunds', handle: createRefund },
  { method: 'POST', path: 'refunds/:id', handle: updateRefund },
  readRoute('refunds', 'refund'),
  listRoute('refunds', 'refund', { charge: Id.optional(), payment_intent: Id.optional() }),
];
