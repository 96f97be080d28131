// Adds the credits of a payment: once per payment, however many events speak of it.

import { type Transaction, toPublicId } from '../database/index.ts';
import { companion, hashInput, type LedgerRefusal } from '../ledger/index.ts';
import { decidePackExpiry } from './decide-pack-expiry.ts';
import type { PaymentEventOutcome } from './heard-event.ts';
import type { PaymentEvent } from './payments.ts';
import type { PurchaseContext } from './purchase-context.ts';
import type { Purchase } from './purchases.ts';
import { recordEvents } from './record-events.ts';
import { resumeAfterPayment } from './top-up/resume-after-payment.ts';

export interface ConfirmedPayment {
  readonly event: PaymentEvent;
  readonly purchase: Purchase;
  readonly paymentIntentId: string;
  readonly sessionId: string;
}

interface PaidPurchase extends ConfirmedPayment {
  readonly paidAt: Date;
  readonly receivedAt: Date;
}

/** A refund or dispute that was heard of first is not undone by the payment it is about. */
const MARK_PAID = `update purchase set
    status = case when status in ('PENDING', 'FAILED', 'EXPIRED') then 'PAID' else status end,
    paid_at = new.paid_at, payment_intent_id = new.payment_intent_id,
    checkout_session_id = coalesce(purchase.checkout_session_id, new.checkout_session_id)
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    as new (account_id, id, payment_intent_id, checkout_session_id, paid_at)
  where purchase.account_id = new.account_id and purchase.id = new.id`;

/** Runs in the ledger's transaction, so that the credits, the purchase and the event are one fact. */
async function writePaidPurchases(tx: Transaction, payments: readonly PaidPurchase[]): Promise<void> {
  await tx.rows(MARK_PAID, [
    payments.map(({ purchase }) => purchase.accountId),
    payments.map(({ purchase }) => purchase.id),
    payments.map(({ paymentIntentId }) => paymentIntentId),
    payments.map(({ sessionId }) => sessionId),
    payments.map(({ paidAt }) => paidAt),
  ]);
  resumeAfterPayment(
    tx,
    payments.map(({ purchase }) => purchase.accountId),
  );
  await recordEvents(
    tx,
    payments.map(({ event, receivedAt }) => ({ event, outcome: 'CREDITED', receivedAt })),
  );
}

export async function creditPayment(context: PurchaseContext, payment: ConfirmedPayment): Promise<PaymentEventOutcome> {
  const { event, purchase, paymentIntentId } = payment;
  const now = context.now();
  // The provider counts in whole seconds, which can lie before the purchase was made.
  const paidAt = new Date(Math.max(event.createdAt.getTime(), purchase.createdAt.getTime()));
  const expiresAt = decidePackExpiry({ validity: purchase.pack.validity, paidAt, now });
  const outcome = await context.ledger.submit({
    command: {
      kind: 'add',
      accountId: purchase.accountId,
      idempotencyKey: `stripe:${paymentIntentId}`,
      // Only what every event of this payment agrees on: their times differ.
      inputHash: hashInput({ paymentIntentId, purchaseId: purchase.id, credits: purchase.credits }),
      amount: purchase.credits,
      source: 'PACK',
      ...(expiresAt === undefined ? {} : { expiresAt }),
      purchaseId: purchase.id,
      description: `Credit pack purchase: ${purchase.pack.name}`,
    },
    companion: companion(writePaidPurchases, { ...payment, paidAt, receivedAt: now }),
  });
  if (outcome.status === 'refused') return reportRefusal(context, payment, outcome.refusal);
  return outcome.status === 'applied' ? 'CREDITED' : 'ALREADY_CREDITED';
}

/** Sending it again would be refused again, so a person has to look. */
function reportRefusal(
  context: PurchaseContext,
  { event, purchase, paymentIntentId }: ConfirmedPayment,
  refusal: LedgerRefusal,
): PaymentEventOutcome {
  context.log.error(
    { eventId: event.id, paymentIntentId, purchaseId: toPublicId('pur', purchase.id), refusal: refusal.code },
    'a payment was confirmed and its credits could not be added',
  );
  return 'RECORDED';
}
