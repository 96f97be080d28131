// A charge tells where the customer finds the receipt.

import { findRecord } from './find-record.ts';
import type { HeardEvent, PaymentEventOutcome } from './heard-event.ts';
import type { ReceiptSubject } from './payments.ts';
import type { PurchaseContext } from './purchase-context.ts';

export async function hearReceipt(
  { database }: PurchaseContext,
  { subject }: HeardEvent<ReceiptSubject>,
): Promise<PaymentEventOutcome> {
  const record = await findRecord(database, subject.reference);
  if (record === undefined) return 'IGNORED';
  const { accountId, id } = record.purchase;
  await database.rows(`update purchase set receipt_url = $3 where account_id = $1 and id = $2`, [
    accountId,
    id,
    subject.receiptUrl,
  ]);
  return 'RECORDED';
}
