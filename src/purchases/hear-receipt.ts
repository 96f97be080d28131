// A charge tells where the customer finds the receipt.

import type { HeardEvent, PaymentEventOutcome } from './heard-event.ts';
import type { ReceiptSubject } from './payments.ts';
import type { PurchaseContext } from './purchase-context.ts';

export async function hearReceipt(
  { database, findRecord }: PurchaseContext,
  { subject }: HeardEvent<ReceiptSubject>,
): Promise<PaymentEventOutcome> {
  const { reference } = subject;
  const record = reference === undefined ? undefined : await findRecord(reference);
  if (record === undefined) return 'IGNORED';
  const { accountId, id } = record.purchase;
  await database.rows(`update purchase set receipt_url = $3 where account_id = $1 and id = $2`, [
    accountId,
    id,
    subject.receiptUrl,
  ]);
  return 'RECORDED';
}
