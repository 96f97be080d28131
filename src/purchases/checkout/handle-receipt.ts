// A charge says where the customer finds the receipt.

import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import type { ReceiptSubject } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';

export async function handleReceipt(
  { database, findRecord }: PurchaseContext,
  { subject }: ReceivedEvent<ReceiptSubject>,
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
