// Adds the credits of a payment: once per payment, however many events speak of it.

import {
  mergeStatements,
  plainArray,
  prepared,
  type Transaction,
  textArray,
  toPublicId,
} from '../../database/index.ts';
import { companion, type LedgerRefusal } from '../../ledger/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { type NewWebhookEvent, publishEvents } from '../../webhooks/index.ts';
import type { PaymentEventOutcome } from '../events/received-event.ts';
import { sendEvents } from '../events/record-events.ts';
import { addPaidCredits } from '../paid-credits.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { RESUME_AFTER_PAYMENT } from '../top-up/settle-attempt.ts';
import { decidePackExpiry } from './decide-pack-expiry.ts';
import type { StoredPurchase } from './read-purchases.ts';

export interface ConfirmedPayment {
  readonly event: PaymentEvent;
  readonly purchase: StoredPurchase;
  readonly paymentIntentId: string;
  readonly sessionId: string;
  /** Minor units, with taxes. */
  readonly paid: bigint;
}

interface PaidPurchase extends ConfirmedPayment {
  readonly paidAt: Date;
  readonly receivedAt: Date;
}

/**
 * A refund or dispute that was handled first is not undone by the payment it is about. By hand: a batch in one prepared
 * statement, which travels with the ledger's.
 */
const MARK_PAID = `update purchase set
    status = case when status in ('PENDING', 'FAILED', 'EXPIRED') then 'PAID' else status end,
    paid_at = new.paid_at, payment_intent_id = new.payment_intent_id,
    checkout_session_id = coalesce(purchase.checkout_session_id, new.checkout_session_id),
    paid_minor_units = new.paid
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
    as new (account_id, id, payment_intent_id, checkout_session_id, paid_at, paid)
  where purchase.account_id = new.account_id and purchase.id = new.id`;

const WRITE_PAID = prepared(
  'purchase_write_paid',
  mergeStatements([
    { text: MARK_PAID, parameters: 6 },
    { text: RESUME_AFTER_PAYMENT, parameters: 1 },
  ]),
);

/** Travels with the ledger's transaction, so that the credits, the purchase and the event are one fact. */
function writePaidPurchases(tx: Transaction, payments: readonly PaidPurchase[]): void {
  const accountIds = plainArray(payments.map(({ purchase }) => purchase.accountId));
  tx.send(WRITE_PAID, [
    accountIds,
    plainArray(payments.map(({ purchase }) => purchase.id)),
    textArray(payments.map(({ paymentIntentId }) => paymentIntentId)),
    textArray(payments.map(({ sessionId }) => sessionId)),
    plainArray(payments.map(({ paidAt }) => paidAt)),
    plainArray(payments.map(({ paid }) => paid)),
    accountIds,
  ]);
  publishEvents(tx, payments.map(toWebhookEvent));
  sendEvents(
    tx,
    payments.map(({ event, receivedAt }) => ({ event, outcome: 'CREDITED', receivedAt })),
  );
}

function toWebhookEvent({ purchase, paidAt, receivedAt }: PaidPurchase): NewWebhookEvent {
  const { accountId, id, packId, credits, priceMinorUnits: minorUnits, priceCurrency: currency } = purchase;
  return {
    accountId,
    type: 'purchase.paid',
    data: {
      purchaseId: toPublicId('pur', id),
      packId,
      credits: formatCredits(credits),
      price: { amount: formatMoney({ minorUnits, currency }), currency },
      paidAt: paidAt.toISOString(),
    },
    occurredAt: receivedAt,
  };
}

export async function creditPayment(context: PurchaseContext, payment: ConfirmedPayment): Promise<PaymentEventOutcome> {
  const { event, purchase, paymentIntentId } = payment;
  const now = context.now();
  // The provider counts in whole seconds, which can lie before the purchase was made.
  const paidAt = new Date(Math.max(event.createdAt.getTime(), purchase.createdAt.getTime()));
  const outcome = await addPaidCredits(context, {
    accountId: purchase.accountId,
    amount: purchase.credits,
    source: 'PACK',
    paymentId: paymentIntentId,
    facts: { paymentIntentId, purchaseId: purchase.id, credits: purchase.credits },
    expiresAt: decidePackExpiry({ validity: purchase.validity, paidAt, now }),
    purchaseId: purchase.id,
    description: `Credit pack purchase: ${purchase.packName}`,
    companion: companion(writePaidPurchases, { ...payment, paidAt, receivedAt: now }),
  });
  return outcome.status === 'REFUSED' ? reportRefusal(context, payment, outcome.refusal) : outcome.status;
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
