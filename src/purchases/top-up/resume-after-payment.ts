import { plainArray, prepared, type Transaction } from '../../database/index.ts';

/** A card that the bank refused for good stays out of use until there is another one. */
const RESUME = prepared(
  'top_up_resume',
  `update auto_top_up set paused_reason = null, failures = 0, retry_at = null, declined_payment_method_id = null
  where account_id = any($1::uuid[]) and paused_reason in ('AUTHENTICATION_REQUIRED', 'RETRIES_EXHAUSTED')`,
);

/** The customer has paid in person: what stood still for want of that goes on. Does not wait. */
export function resumeAfterPayment(tx: Transaction, accountIds: readonly string[]): void {
  tx.send(RESUME, [plainArray(accountIds)]);
}
