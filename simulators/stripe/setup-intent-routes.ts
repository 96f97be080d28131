// /v1/setup_intents
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { takePaymentMethod } from './payment-method.ts';
import { Id, MetadataFields, mergeMetadata, readParameters, Switch, Text, WebAddress } from './read-parameters.ts';
import type { Reply, Route, WriteCall } from './route.ts';
import { addSetupIntent, confirmSetup } from './setup-intent.ts';
import { idOf, type Work } from './work.ts';

const NewFields = z.strictObject({
  customer: Id.optional(),
  payment_method: Id.optional(),
  confirm: Switch.optional(),
  usage: z.enum(['off_session', 'on_session']).optional(),
  description: Text.optional(),
  metadata: MetadataFields.optional(),
  payment_method_types: z.array(z.literal('card')).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: Switch, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  return_url: WebAddress.optional(),
});

async function createSetup({ fields, work }: WriteCall): Promise<Reply> {
  const { customer, payment_method: method, confirm, usage, description, metadata } = readParameters(NewFields, fields);
  if (customer !== undefined) await work.need('customer', customer, 'customer');
  const intent = addSetupIntent(work, {
    customer: customer ?? null,
    usage,
    description,
    metadata: mergeMetadata({}, metadata),
  });
  return confirm === true ? confirmWith(work, intent.id, method) : intent;
}

async function confirmWith(work: Work, id: string, name: string | undefined): Promise<Reply> {
  const { object } = await work.need('setup_intent', id, 'intent');
  const chosen = name ?? idOf(object.payment_method);
  if (object.status === 'succeeded' || object.status === 'canceled') {
    throw refuse(`You cannot confirm this SetupIntent because its status is ${object.status}.`, {
      code: 'setup_intent_unexpected_state',
    });
  }
  if (chosen === undefined) {
    throw refuse('You cannot confirm this SetupIntent because it is missing a payment method.', {
      code: 'setup_intent_unexpected_state',
    });
  }
  const method = await takePaymentMethod(work, chosen, 'payment_method');
  return confirmSetup(work, object, { method, isAuthenticated: false });
}

const ConfirmFields = z.strictObject({ payment_method: Id.optional(), return_url: WebAddress.optional() });

export const setupIntentRoutes: readonly Route[] = [
  { method: 'POST', path: 'setup_intents', handle: createSetup },
  {
    method: 'POST',
    path: 'setup_intents/:id/confirm',
    handle: ({ id, fields, work }) => confirmWith(work, id, readParameters(ConfirmFields, fields).payment_method),
  },
  readRoute('setup_intents', 'setup_intent', 'intent'),
  listRoute('setup_intents', 'setup_intent', { customer: Id.optional(), payment_method: Id.optional() }),
];
