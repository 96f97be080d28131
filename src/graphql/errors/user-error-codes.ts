// Every refusal of the contract: the status a REST API would give, and whether the same request may succeed later.

interface CodeFacts {
  readonly status: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

const facts = (status: number, retryable: boolean, meaning: string): CodeFacts => ({ status, retryable, meaning });

export const USER_ERROR_CODES = {
  INSUFFICIENT_CREDITS: facts(402, false, 'There are not enough credits.'),
  KEY_DAILY_LIMIT_REACHED: facts(429, true, "The key's limit for this UTC day is reached."),
  CREDIT_LIMIT_REACHED: facts(402, false, 'Postpaid: the credit limit is reached.'),
  CONCURRENCY_LIMIT_REACHED: facts(429, true, 'As many generations as the plan allows are in flight.'),
  MODEL_NOT_FOUND: facts(404, false, 'There is no such model.'),
  MODEL_UNAVAILABLE: facts(503, true, 'The model cannot be used now.'),
  PRICE_UNKNOWN: facts(422, false, 'There is no price for this; it is refused, never free.'),
  INVALID_PARAMETER: facts(422, false, 'A value is not accepted.'),
  QUOTE_EXPIRED: facts(409, false, 'The quote is no longer binding.'),
  QUOTE_MISMATCH: facts(409, false, 'The quote was made for another request.'),
  MAX_COST_EXCEEDED: facts(422, false, 'It may cost more than maxCost.'),
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: facts(409, false, 'The idempotency key was used with another input.'),
  PACK_NOT_FOUND: facts(404, false, 'There is no such credit pack.'),
  PURCHASE_NOT_FOUND: facts(404, false, 'There is no such purchase.'),
  PURCHASE_NOT_REFUNDABLE: facts(409, false, 'It is not paid, or its payment went back or is disputed.'),
  PURCHASE_NOT_ALLOWED: facts(403, false, 'This account may not buy it.'),
  PAYMENT_DECLINED: facts(402, false, 'The payment was declined.'),
  PAYMENT_PROVIDER_UNAVAILABLE: facts(503, true, 'The payment provider cannot be reached.'),
  PAYMENT_METHOD_MISSING: facts(409, false, 'There is no saved payment method.'),
  GENERATION_NOT_FOUND: facts(404, false, 'There is no such generation.'),
  NOT_HELD: facts(409, false, 'It is not held for review.'),
  NOT_CANCELABLE: facts(409, false, 'It has ended already.'),
  EMAIL_TAKEN: facts(409, false, 'Another account was opened with this e-mail address.'),
  API_KEY_NOT_FOUND: facts(404, false, 'There is no such API key.'),
  WEBHOOK_ENDPOINT_NOT_FOUND: facts(404, false, 'There is no such webhook endpoint.'),
  WEBHOOK_ENDPOINT_LIMIT_REACHED: facts(409, false, 'The account has as many webhook endpoints as it may have.'),
  POSTPAID_NOT_OFFERED: facts(409, false, 'There is no price for credits on invoices.'),
  CREDITS_OWED: facts(409, false, 'The account owes credits.'),
  ACCOUNT_SUSPENDED: facts(403, false, 'The account is suspended.'),
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type UserErrorCode = keyof typeof USER_ERROR_CODES;
