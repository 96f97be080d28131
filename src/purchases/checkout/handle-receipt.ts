// A charge says where the customer finds the receipt.

import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import type { ReceiptSubject } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';

export async function handleReceipt(
  { database, findPurchase }: PurchaseContext,
  { subject }: ReceivedEvent<ReceiptSubject>,
): Promise<PaymentEventOutcome> {
  const { reference } = subject;
  const purchase = reference === undefined ? undefined : await findPurchase(reference);
  if (purchase === undefined) return 'IGNORED';
  const { accountId, id } = purchase;
  await database.rows(`update purchase set receipt_url = $3 where account_id = $1 and id = $2`, [
    accountId,
    id,
    subject.receiptUrl,
  ]);
  return 'RECORDED';
}
