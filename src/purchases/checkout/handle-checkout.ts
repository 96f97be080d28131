// A checkout of a pack was paid, failed or expired; its charge says where the customer finds the receipt.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import { creditPayment } from '../packs/credit-payment.ts';
import type { StoredPurchase } from '../packs/read-purchases.ts';
import type { CheckoutSubject, PaymentEvent, ReceiptSubject } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { type CheckoutDecision, decideCheckout } from './decide-checkout.ts';

export async function handleCheckout(
  context: PurchaseContext,
  { event, subject }: ReceivedEvent<CheckoutSubject>,
): Promise<PaymentEventOutcome> {
  const { reference } = subject;
  const purchase = reference === undefined ? undefined : await context.findPurchase(reference);
  const decision = decideCheckout(subject, purchase);
  report(context, { event, purchase, decision });
  switch (decision.kind) {
    case 'ignore':
      return 'IGNORED';
    case 'record':
      return 'RECORDED';
    case 'credited':
      return 'ALREADY_CREDITED';
    case 'credit': {
      const { purchase, paymentIntentId, sessionId, paid } = decision;
      return creditPayment(context, { event, purchase, paymentIntentId, sessionId, paid });
    }
    case 'close':
      await updateOf(context, decision.purchase)
        .set({ status: decision.status })
        .where('status', '=', 'PENDING')
        .execute();
      return 'RECORDED';
    default:
      return decision satisfies never;
  }
}

export async function handleReceipt(
  context: PurchaseContext,
  { subject: { reference, receiptUrl } }: ReceivedEvent<ReceiptSubject>,
): Promise<PaymentEventOutcome> {
  const purchase = reference === undefined ? undefined : await context.findPurchase(reference);
  if (purchase === undefined) return 'IGNORED';
  await updateOf(context, purchase).set({ receiptUrl }).execute();
  return 'RECORDED';
}

const updateOf = ({ database }: PurchaseContext, { accountId, id }: StoredPurchase) =>
  database.tables<PurchaseTables>().updateTable('purchase').where('accountId', '=', accountId).where('id', '=', id);

interface Finding {
  readonly event: PaymentEvent;
  readonly purchase: StoredPurchase | undefined;
  readonly decision: CheckoutDecision;
}

/** Says what a person should look at: a problem, or an event about a purchase of ours that is not believed. */
function report({ log }: PurchaseContext, { event, purchase, decision }: Finding): void {
  const { id: eventId, type } = event;
  const purchaseId = purchase === undefined ? undefined : toPublicId('pur', purchase.id);
  if (decision.kind === 'record' && decision.problem !== undefined) {
    log.error({ eventId, type, purchaseId, problem: decision.problem }, 'a payment event gives no credits');
  }
  if (decision.kind === 'credit' && decision.surplus > 0n) {
    const { paid, surplus } = decision;
    log.warn({ eventId, type, purchaseId, paid, surplus }, 'more was paid than the price and its taxes');
  }
  if (decision.kind === 'ignore' && purchase !== undefined) {
    log.warn({ eventId, type, purchaseId, reason: decision.reason }, 'a payment event was ignored');
  }
}
