// An incoming event: verify, find the purchase, decide, carry out. Resolves only after the commit.
import { type Sql, toPublicId } from '../database/index.ts';
import { creditPayment } from './credit-payment.ts';
import { decidePaymentEvent, type PaymentDecision, type PurchaseRecord } from './decide-payment-event.ts';
import type { EventDelivery, PaymentEvent } from './payments.ts';
import type { PurchaseContext } from './purchase-context.ts';
import { toPurchase } from './purchase-row.ts';
import type { PaymentEventOutcome, WebhookOutcome } from './purchases.ts';
import { findPurchaseRow } from './read-purchases.ts';
import { recordEvents } from './record-events.ts';

export async function receiveWebhook(
  context: PurchaseContext,
  delivery: Pick<EventDelivery, 'rawBody' | 'signature'>,
): Promise<WebhookOutcome> {
  const receivedAt = context.now();
  const verified = context.payments.verifyEvent({ ...delivery, receivedAt });
  if (!verified.ok) {
    context.log.warn({ reason: verified.reason }, 'a webhook was rejected');
    return { status: 'rejected', reason: verified.reason };
  }
  const { event } = verified;
  const record = await findRecord(context.database, event);
  const decision = decidePaymentEvent({ event, record, livemode: context.payments.livemode });
  report(context, { event, record, decision });
  const outcome = await carryOut(context, event, decision);
  if (outcome !== 'CREDITED') await recordEvents(context.database, [{ event, outcome, receivedAt }]);
  return { status: 'handled', outcome };
}

async function findRecord(sql: Sql, { subject }: PaymentEvent): Promise<PurchaseRecord | undefined> {
  const reference = subject.kind === 'checkout' || subject.kind === 'receipt' ? subject.reference : undefined;
  if (reference === undefined) return undefined;
  const row = await findPurchaseRow(sql, reference.accountId, reference.purchaseId);
  if (row === undefined) return undefined;
  return { purchase: toPurchase(row), checkoutSessionId: row.checkout_session_id ?? undefined };
}

/** Says what a person should look at: a problem, or an event about a purchase of ours that is not believed. */
function report(
  context: PurchaseContext,
  { event, record, decision }: { event: PaymentEvent; record: PurchaseRecord | undefined; decision: PaymentDecision },
): void {
  const { id: eventId, type } = event;
  const purchaseId = record === undefined ? undefined : toPublicId('pur', record.purchase.id);
  if (decision.kind === 'record' && decision.problem !== undefined) {
    context.log.error({ eventId, type, purchaseId, problem: decision.problem }, 'a payment event gives no credits');
  }
  if (decision.kind === 'ignore' && record !== undefined) {
    context.log.warn({ eventId, type, purchaseId, reason: decision.reason }, 'a payment event was ignored');
  }
}

async function carryOut(
  context: PurchaseContext,
  event: PaymentEvent,
  decision: PaymentDecision,
): Promise<PaymentEventOutcome> {
  switch (decision.kind) {
    case 'ignore':
      return 'IGNORED';
    case 'record':
      return 'RECORDED';
    case 'credit': {
      const { purchase, paymentIntentId, sessionId } = decision;
      return creditPayment(context, { event, purchase, paymentIntentId, sessionId });
    }
    case 'close':
      await context.database.rows(
        `update purchase set status = $3 where account_id = $1 and id = $2 and status = 'PENDING'`,
        [decision.purchase.accountId, decision.purchase.id, decision.status],
      );
      return 'RECORDED';
    case 'receipt':
      await context.database.rows(`update purchase set receipt_url = $3 where account_id = $1 and id = $2`, [
        decision.purchase.accountId,
        decision.purchase.id,
        decision.receiptUrl,
      ]);
      return 'RECORDED';
    default:
      return decision satisfies never;
  }
}
