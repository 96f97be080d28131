// Tells of refunds and disputes, each of its steps once: the row remembers what was told of last. The caller holds the
// lock of the payment, and changes the purchase's status in the same transaction.
import { type Transaction, toPublicId } from '../../database/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { type NewWebhookEvent, recordWebhookEvents } from '../../webhooks/index.ts';
import { REVERSAL_COLUMNS, type Reversal, type ReversalRow, toReversal } from './reversal.ts';

/** A refund that failed is told of only when its money was said to be on its way. */
const TELL = `update payment_reversal set told = status where account_id = $1 and payment_intent_id = $2
    and told is distinct from status and (status in ('DONE', 'OPEN', 'WON', 'LOST') or (status = 'FAILED' and told = 'DONE'))
  returning ${REVERSAL_COLUMNS}`;

export async function publishReversals(
  tx: Transaction,
  {
    accountId,
    paymentIntentId,
    now,
  }: { readonly accountId: string; readonly paymentIntentId: string; readonly now: Date },
): Promise<void> {
  const rows = await tx.rows<ReversalRow>(TELL, [accountId, paymentIntentId]);
  recordWebhookEvents(
    tx,
    rows.map(toReversal).map((reversal) => toEvent(reversal, now)),
  );
}

function toEvent(reversal: Reversal, occurredAt: Date): NewWebhookEvent {
  const { accountId, id, status, minorUnits, currency } = reversal;
  const purchaseId = reversal.purchaseId === undefined ? null : toPublicId('pur', reversal.purchaseId);
  const amount = { amount: formatMoney({ minorUnits, currency }), currency };
  const credits = formatCredits(reversal.credits);
  const about = { accountId, occurredAt };
  switch (status) {
    case 'OPEN':
      return { ...about, type: 'purchase.disputed', data: { purchaseId, amount } };
    case 'WON':
    case 'LOST':
      return { ...about, type: 'purchase.dispute_closed', data: { purchaseId, amount, outcome: status, credits } };
    default: {
      const type = status === 'FAILED' ? 'purchase.refund_failed' : 'purchase.refunded';
      return { ...about, type, data: { refundId: toPublicId('rfd', id), purchaseId, credits, amount } };
    }
  }
}
