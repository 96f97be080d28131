// From Stripe's events to ours. The signature was verified, yet the shape is checked all the same: an endpoint can be
// set to another API version than the library's.
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { Money } from '../../money/index.ts';
import type { CheckoutSubject, EventVerification, PaymentSubject, PurchaseReference } from '../payments.ts';

const Envelope = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  created: z.int().nonnegative(),
  livemode: z.boolean(),
  account: z.string().nullish(),
  data: z.object({ object: z.looseObject({ id: z.string().nullish() }) }),
});

const Metadata = z.record(z.string(), z.string()).nullish();
/** An id, or the whole object where the endpoint expands it. */
const Reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullish();

const Session = z.object({
  id: z.string(),
  mode: z.string(),
  client_reference_id: z.string().nullish(),
  metadata: Metadata,
  payment_status: z.string(),
  payment_intent: Reference,
  amount_total: z.int().nullish(),
  currency: z.string().nullish(),
});

const Charge = z.object({ metadata: Metadata, receipt_url: z.string().nullish() });

const CHECKOUT_STAGES: Readonly<Record<string, CheckoutSubject['stage']>> = {
  'checkout.session.completed': 'completed',
  'checkout.session.async_payment_succeeded': 'completed',
  'checkout.session.async_payment_failed': 'failed',
  'checkout.session.expired': 'expired',
};
const CHARGE_TYPES = new Set(['charge.succeeded', 'charge.updated']);

export function readEvent(event: unknown): EventVerification {
  const envelope = Envelope.safeParse(event);
  if (!envelope.success) return { ok: false, reason: `not an event: ${problemOf(envelope.error)}` };
  const { id, type, created, livemode, account, data } = envelope.data;
  return {
    ok: true,
    event: {
      id,
      type,
      objectId: data.object.id ?? '',
      createdAt: new Date(created * 1000),
      livemode,
      foreign: account !== undefined && account !== null,
      subject: readSubject(type, data.object),
    },
  };
}

function readSubject(type: string, object: unknown): PaymentSubject {
  const stage = CHECKOUT_STAGES[type];
  if (stage !== undefined) return readCheckout(stage, object);
  return CHARGE_TYPES.has(type) ? readCharge(object) : { kind: 'other' };
}

function readCheckout(stage: CheckoutSubject['stage'], object: unknown): PaymentSubject {
  const parsed = Session.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const session = parsed.data;
  if (session.mode !== 'payment') return { kind: 'other' };
  const reference = readReference(session.metadata);
  return {
    kind: 'checkout',
    stage,
    sessionId: session.id,
    // Both were set together when the checkout was opened; a pair that does not match is somebody else's.
    reference: session.client_reference_id === session.metadata?.['purchase_id'] ? reference : undefined,
    paid: session.payment_status === 'paid',
    paymentIntentId: session.payment_intent ?? undefined,
    amount: readAmount(session.amount_total, session.currency),
  };
}

function readCharge(object: unknown): PaymentSubject {
  const parsed = Charge.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const { metadata, receipt_url: receiptUrl } = parsed.data;
  if (receiptUrl === undefined || receiptUrl === null) return { kind: 'other' };
  return { kind: 'receipt', reference: readReference(metadata), receiptUrl };
}

function readReference(metadata: z.infer<typeof Metadata>): PurchaseReference | undefined {
  const accountId = fromPublicId('acct', metadata?.['account_id'] ?? '');
  const purchaseId = fromPublicId('pur', metadata?.['purchase_id'] ?? '');
  return accountId === undefined || purchaseId === undefined ? undefined : { accountId, purchaseId };
}

function readAmount(total: number | null | undefined, currency: string | null | undefined): Money | undefined {
  if (total === undefined || total === null || currency === undefined || currency === null) return undefined;
  return { minorUnits: BigInt(total), currency: currency.toUpperCase() };
}

function problemOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
