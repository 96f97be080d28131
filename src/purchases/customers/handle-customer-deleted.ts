import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { CustomerSubject } from './customer-payments.ts';

/** Somebody deleted the customer at the provider: the next need makes another one. */
export async function handleCustomerDeleted(
  { database }: PurchaseContext,
  { subject, receivedAt }: ReceivedEvent<CustomerSubject>,
): Promise<PaymentEventOutcome> {
  const rows = await database.rows(
    `update stripe_customer set deleted_at = coalesce(deleted_at, $2) where customer_id = $1 returning account_id`,
    [subject.customerId, receivedAt],
  );
  return rows.length === 0 ? 'IGNORED' : 'RECORDED';
}
