/**
 * The customer has paid in person ($1: uuid[] of accounts): what stood still for want of that goes on. A card that the bank
 * refused for good stays out of use until there is another one.
 */
export const RESUME_AFTER_PAYMENT = `update auto_top_up
  set paused_reason = null, failures = 0, retry_at = null, declined_payment_method_id = null
  where account_id = any($1::uuid[]) and paused_reason in ('AUTHENTICATION_REQUIRED', 'RETRIES_EXHAUSTED')`;
