// What follows from all that went back of a payment, once the ledger has it.
import { suspendAccount } from '../../accounts/index.ts';
import { shardOf, type Transaction, toPublicId, withoutNulls } from '../../database/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { type NewWebhookEvent, publishEvents } from '../../webhooks/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { decidePurchaseStatus } from './decide-reversals.ts';
import { lockPayment, type Reversal, readReversals } from './reversal.ts';

interface Payment {
  readonly accountId: string;
  readonly paymentIntentId: string;
}

/** The purchase says what became of its money; who spent what a lost dispute took away is suspended while owing it. */
export async function finishPayment(
  { database, ledger, now }: Pick<PurchaseContext, 'database' | 'ledger' | 'now'>,
  accountId: string,
  paymentIntentId: string,
): Promise<void> {
  const payment = { accountId, paymentIntentId };
  const owed = (await ledger.balance(accountId))?.debt ?? 0n;
  await shardOf(database, accountId).transaction(async (tx) => {
    await lockPayment(tx, paymentIntentId);
    await setPurchaseStatus(tx, payment);
    await publishReversals(tx, payment, now());
    if (owed === 0n) return;
    const reversals = await readReversals(tx, accountId, paymentIntentId);
    const isLost = reversals.some(({ kind, status }) => kind === 'DISPUTE' && status === 'LOST');
    if (isLost) await suspendAccount(tx, accountId, { reason: 'LOST_DISPUTE', now: now() });
  });
}

/** Only of one that was paid; nobody else changes it until the end of the transaction. */
async function setPurchaseStatus(tx: Transaction, { accountId, paymentIntentId }: Payment): Promise<void> {
  const tables = tx.tables<PurchaseTables>();
  const purchase = await tables
    .selectFrom('purchase')
    .select(['id', 'paidMinorUnits', 'priceMinorUnits'])
    .where('accountId', '=', accountId)
    .where('paymentIntentId', '=', paymentIntentId)
    .where('status', 'in', ['PAID', 'REFUNDED', 'DISPUTED'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (purchase === undefined) return;
  const paid = purchase.paidMinorUnits ?? purchase.priceMinorUnits;
  const status = decidePurchaseStatus(await readReversals(tx, accountId, paymentIntentId), paid);
  await tables
    .updateTable('purchase')
    .set({ status })
    .where('accountId', '=', accountId)
    .where('id', '=', purchase.id)
    .execute();
}

/**
 * Each step of a refund or dispute is published once: the row has the status that was published last. A refund that failed is
 * published only when its money was said to be on its way.
 */
async function publishReversals(
  tx: Transaction,
  { accountId, paymentIntentId }: Payment,
  occurredAt: Date,
): Promise<void> {
  const rows = await tx
    .tables<PurchaseTables>()
    .updateTable('payment_reversal')
    .set((by) => ({ publishedStatus: by.ref('status') }))
    .where('accountId', '=', accountId)
    .where('paymentIntentId', '=', paymentIntentId)
    .where('publishedStatus', 'is distinct from', (by) => by.ref('status'))
    .where((by) =>
      by.or([
        by('status', 'in', ['DONE', 'OPEN', 'WON', 'LOST']),
        by.and([by('status', '=', 'FAILED'), by('publishedStatus', '=', 'DONE')]),
      ]),
    )
    .returningAll()
    .execute();
  const events = rows.map(withoutNulls).map((reversal) => toEvent(reversal, occurredAt));
  publishEvents(tx, events);
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
