// Checkout sessions that sell packs, and the charges of their payments.
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { CheckoutSubject, PaymentSubject, PurchaseReference } from '../payments.ts';
import { Metadata, problemOf, Reference, readAmount } from './event-parts.ts';
import { readPlanCheckout } from './read-plan-events.ts';

const Session = z.object({
  id: z.string(),
  mode: z.string(),
  client_reference_id: z.string().nullish(),
  metadata: Metadata,
  payment_status: z.string(),
  payment_intent: Reference,
  amount_total: z.int().nullish(),
  currency: z.string().nullish(),
  total_details: z.object({ amount_tax: z.int() }).nullish(),
});

const Charge = z.object({ metadata: Metadata, receipt_url: z.string().nullish() });

export function readCheckout(stage: CheckoutSubject['stage'], object: unknown): PaymentSubject {
  const parsed = Session.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const session = parsed.data;
  if (session.mode === 'subscription') return readPlanCheckout(stage, object);
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
    tax: BigInt(session.total_details?.amount_tax ?? 0),
  };
}

export function readCharge(object: unknown): PaymentSubject {
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
