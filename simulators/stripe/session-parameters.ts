// Which parameters of POST /v1/checkout/sessions the simulator takes (https://docs.stripe.com/api/checkout/sessions/create).
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { ItemPriceFields } from './product.ts';
import { Currency, Id, MetadataFields, Quantity, Switch, Text, Timestamp, WebAddress } from './read-parameters.ts';
import { refuseTotal } from './refuse-amount.ts';
import { AutomaticTax } from './tax.ts';

const LEAST_SESSION_SECONDS = 30 * 60;
const MOST_SESSION_SECONDS = 86_400;

const Annotations = { description: Text.optional(), metadata: MetadataFields.optional() };

export const SessionFields = z.strictObject({
  mode: z.enum(['payment', 'setup', 'subscription']),
  line_items: z
    .array(z.strictObject({ ...ItemPriceFields, quantity: Quantity }))
    .min(1)
    .max(100)
    .optional(),
  success_url: WebAddress,
  cancel_url: WebAddress.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer: Id.optional(),
  customer_email: z.email().optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  currency: Currency.optional(),
  expires_at: Timestamp.optional(),
  metadata: MetadataFields.optional(),
  payment_method_types: z.array(z.literal('card')).optional(),
  payment_method_collection: z.literal('always').optional(),
  allow_promotion_codes: z
    .literal('false')
    .transform(() => false)
    .optional(),
  ui_mode: z.enum(['hosted', 'hosted_page']).optional(),
  payment_intent_data: z
    .strictObject({
      ...Annotations,
      setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
      receipt_email: z.email().optional(),
    })
    .optional(),
  setup_intent_data: z.strictObject(Annotations).optional(),
  subscription_data: z.strictObject({ ...Annotations, proration_behavior: z.literal('none').optional() }).optional(),
  automatic_tax: AutomaticTax.optional(),
  customer_update: z.strictObject({ address: z.enum(['auto', 'never']) }).optional(),
  saved_payment_method_options: z.strictObject({ payment_method_save: z.enum(['enabled', 'disabled']) }).optional(),
  off_session: Switch.optional(),
});

export type SessionParameters = z.infer<typeof SessionFields>;

const DATA_OF_MODE = {
  payment: 'payment_intent_data',
  setup: 'setup_intent_data',
  subscription: 'subscription_data',
} as const;

/** What can only be judged with all parameters at hand. @throws ApiRefusal */
export function refuseTogether(parameters: SessionParameters, now: number): void {
  const { mode, line_items: items, expires_at: expiresAt, customer, customer_email: email } = parameters;
  for (const [other, name] of Object.entries(DATA_OF_MODE)) {
    if (other === mode || parameters[name] === undefined) continue;
    throw refuse(`You can not pass \`${name}\` in \`${mode}\` mode.`, { param: name });
  }
  refuseItems(mode, items);
  if (customer !== undefined && email !== undefined) {
    throw refuse('You may only specify one of these parameters: customer, customer_email.', {
      param: 'customer_email',
      code: 'parameters_exclusive',
    });
  }
  if (expiresAt !== undefined) refuseExpiry(expiresAt - now);
}

function refuseItems(mode: SessionParameters['mode'], items: SessionParameters['line_items']): void {
  if (mode === 'setup' && items !== undefined) {
    throw refuse('You can not pass `line_items` in `setup` mode.', { param: 'line_items' });
  }
  if (mode !== 'setup' && items === undefined) {
    throw refuse('Missing required param: line_items.', { param: 'line_items', code: 'parameter_missing' });
  }
}

/** `seconds`: from now. */
function refuseExpiry(seconds: number): void {
  if (seconds >= LEAST_SESSION_SECONDS && seconds <= MOST_SESSION_SECONDS) return;
  throw refuse('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', { param: 'expires_at' });
}

export interface PricedItem {
  readonly currency: string;
  readonly unitAmount: number;
  readonly quantity: number;
  readonly isRecurring: boolean;
}

/** What is sold together, in minor units. @throws ApiRefusal */
export function sumItems(items: readonly PricedItem[], mode: SessionParameters['mode']): number {
  const [first] = items;
  if (items.some((item) => item.currency !== first?.currency)) {
    throw refuse('All line items of a session must have the same currency.', { param: 'line_items' });
  }
  refuseMode(items, mode);
  const total = items.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
  if (first !== undefined) refuseTotal(total, { currency: first.currency, mode });
  return total;
}

function refuseMode(items: readonly PricedItem[], mode: SessionParameters['mode']): void {
  if (mode === 'payment' && items.some((item) => item.isRecurring)) {
    const advice = 'Either switch to `subscription` mode or use only one-time prices.';
    throw refuse(`You specified \`payment\` mode but passed a recurring price. ${advice}`, { param: 'mode' });
  }
  if (mode === 'subscription' && items.some((item) => !item.isRecurring)) {
    throw refuse('The simulator takes recurring prices only in `subscription` mode.', { param: 'mode' });
  }
}
