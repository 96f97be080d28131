// Every refusal that a caller can get, as data: a code, the status that HTTP gives it, whether the same request may succeed later, and
// its numbers. `__typename` is what the GraphQL schema calls its kind.
import type { CreditPack } from '../catalog/index.ts';
import type { LimitPeriod } from '../keys/index.ts';
import { formatCredits, type MicroCredits } from '../money/index.ts';

interface CodeFacts {
  readonly status: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

const facts = (status: number, retryable: boolean, meaning: string): CodeFacts => ({ status, retryable, meaning });

export const USER_ERROR_CODES = {
  INSUFFICIENT_CREDITS: facts(402, false, 'There are not enough credits.'),
  KEY_DAILY_LIMIT_REACHED: facts(429, true, "The key's limit for this day is reached."),
  KEY_WEEKLY_LIMIT_REACHED: facts(429, true, "The key's limit for this week is reached."),
  KEY_MONTHLY_LIMIT_REACHED: facts(429, true, "The key's limit for this month is reached."),
  END_USER_LIMIT_REACHED: facts(429, true, "The end user's limit for this period is reached."),
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
  REQUEST_NOT_FOUND: facts(404, false, 'There is no such request.'),
  REQUEST_NOT_ENDED: facts(409, true, 'Its generation is under way, or not billed yet.'),
  NOT_HELD: facts(409, false, 'It is not held for review.'),
  NOT_CANCELABLE: facts(409, false, 'It has ended already.'),
  EMAIL_TAKEN: facts(409, false, 'Another account was opened with this e-mail address.'),
  API_KEY_NOT_FOUND: facts(404, false, 'There is no such API key.'),
  WEBHOOK_ENDPOINT_NOT_FOUND: facts(404, false, 'There is no such webhook endpoint.'),
  WEBHOOK_ENDPOINT_LIMIT_REACHED: facts(409, false, 'The account has as many webhook endpoints as it may have.'),
  EXPORT_LIMIT_REACHED: facts(429, true, 'As many exports of the account wait or are kept as may be.'),
  EXPORT_FORM_NOT_OFFERED: facts(409, false, 'What is asked for cannot be exported in this form.'),
  POSTPAID_NOT_OFFERED: facts(409, false, 'There is no price for credits on invoices.'),
  CREDITS_OWED: facts(409, false, 'The account owes credits.'),
  INPUT_FILE_TOO_LARGE: facts(422, false, 'A file to work from is too large.'),
  INPUT_FILE_UNSUPPORTED: facts(422, false, 'A file to work from cannot be opened, or is of a type that is not taken.'),
  INPUT_FILE_UNREACHABLE: facts(422, false, 'A file to work from cannot be fetched from its address.'),
  ACCOUNT_SUSPENDED: facts(403, false, 'The account is suspended.'),
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type UserErrorCode = keyof typeof USER_ERROR_CODES;

interface Shared {
  /** Which refusal it is, for programs. */
  readonly code: UserErrorCode;
  /** What happened, for people. */
  readonly message: string;
  /** Where in the input: ["parameters", "size"]. */
  readonly path?: readonly string[] | undefined;
  readonly status: number;
  readonly retryable: boolean;
}

export interface GeneralError extends Shared {
  readonly __typename: 'GeneralError';
}

export interface InsufficientCreditsError extends Shared {
  readonly __typename: 'InsufficientCreditsError';
  /** What would have been reserved. */
  readonly required: MicroCredits;
  readonly available: MicroCredits;
  /** required - available. */
  readonly shortfall: MicroCredits;
  /** The smallest that covers the shortfall. */
  readonly suggestedPack?: CreditPack | undefined;
}

interface LimitNumbers {
  readonly limit: MicroCredits;
  readonly period: LimitPeriod;
  readonly used: MicroCredits;
  readonly remaining: MicroCredits;
  /** When the next period begins. */
  readonly resetsAt: Date;
}

export interface SpendLimitError extends Shared, LimitNumbers {
  readonly __typename: 'SpendLimitError';
  /** Public; the asking key, or one that it descends from. */
  readonly apiKeyId: string;
}

export interface EndUserLimitError extends Shared, LimitNumbers {
  readonly __typename: 'EndUserLimitError';
  readonly endUser: string;
}

export interface ParameterError extends Shared {
  readonly __typename: 'ParameterError';
  /** What would be accepted. */
  readonly allowed?: readonly string[] | undefined;
}

export interface PaymentDeclinedError extends Shared {
  readonly __typename: 'PaymentDeclinedError';
  /** The payment provider's reason. */
  readonly declineCode?: string | undefined;
}

export type AnyUserError =
  | GeneralError
  | InsufficientCreditsError
  | SpendLimitError
  | EndUserLimitError
  | ParameterError
  | PaymentDeclinedError;

// Makers of refusals. Status and retryable follow from the code.

interface Wording {
  readonly code: UserErrorCode;
  readonly message: string;
  /** Where in the input. */
  readonly path?: readonly string[] | undefined;
}

function shared({ code, message, path }: Wording) {
  const { status, retryable } = USER_ERROR_CODES[code];
  return { code, message, path, status, retryable };
}

export function generalError(wording: Wording): GeneralError {
  return { __typename: 'GeneralError', ...shared(wording) };
}

export function parameterError(wording: Wording, allowed?: readonly string[]): ParameterError {
  return { __typename: 'ParameterError', ...shared(wording), allowed };
}

/** INVALID_PARAMETER: the value at `path` is not accepted; `allowed` says what would be. */
export function invalidParameter(path: readonly string[], message: string, allowed: readonly string[]): ParameterError {
  return parameterError({ code: 'INVALID_PARAMETER', message, path }, allowed);
}

/** `declineCode`: the payment provider's. */
export function paymentDeclined(message: string, declineCode?: string): PaymentDeclinedError {
  return { __typename: 'PaymentDeclinedError', ...shared({ code: 'PAYMENT_DECLINED', message }), declineCode };
}

export function insufficientCredits(
  code: 'INSUFFICIENT_CREDITS' | 'CREDIT_LIMIT_REACHED',
  numbers: Pick<InsufficientCreditsError, 'required' | 'available' | 'shortfall' | 'suggestedPack'>,
): InsufficientCreditsError {
  const { required, available, shortfall, suggestedPack } = numbers;
  const message = `${formatCredits(required)} credits are needed and ${formatCredits(available)} are available.`;
  return {
    __typename: 'InsufficientCreditsError',
    ...shared({ code, message }),
    required,
    available,
    shortfall,
    suggestedPack,
  };
}

/** Periods of limits, for people. */
export const IN_WORDS = { DAY: 'day', WEEK: 'week', MONTH: 'month' } as const satisfies Record<LimitPeriod, string>;

export const LIMIT_REACHED = {
  DAY: 'KEY_DAILY_LIMIT_REACHED',
  WEEK: 'KEY_WEEKLY_LIMIT_REACHED',
  MONTH: 'KEY_MONTHLY_LIMIT_REACHED',
} as const satisfies Record<LimitPeriod, UserErrorCode>;

export function spendLimitReached(
  numbers: Pick<SpendLimitError, 'apiKeyId' | 'limit' | 'period' | 'used' | 'remaining' | 'resetsAt'>,
): SpendLimitError {
  const { apiKeyId, limit, period, used, remaining, resetsAt } = numbers;
  const message = `Key ${apiKeyId} and those that descend from it may spend ${formatCredits(limit)} credits per ${IN_WORDS[period]}; ${formatCredits(remaining)} are left until ${resetsAt.toISOString()}.`;
  const code = LIMIT_REACHED[period];
  const shares = { apiKeyId, limit, period, used, remaining, resetsAt };
  return { __typename: 'SpendLimitError', ...shared({ code, message }), ...shares };
}

export function endUserLimitReached(
  numbers: Pick<EndUserLimitError, 'endUser' | 'limit' | 'period' | 'used' | 'remaining' | 'resetsAt'>,
): EndUserLimitError {
  const { endUser, limit, period, used, remaining, resetsAt } = numbers;
  const message = `For this end user ${formatCredits(limit)} credits may be spent per ${IN_WORDS[period]}; ${formatCredits(remaining)} are left until ${resetsAt.toISOString()}.`;
  const whose = { endUser, limit, period, used, remaining, resetsAt };
  return { __typename: 'EndUserLimitError', ...shared({ code: 'END_USER_LIMIT_REACHED', message }), ...whose };
}

export const ACCOUNT_SUSPENDED: AnyUserError = generalError({
  code: 'ACCOUNT_SUSPENDED',
  message: 'This account is suspended: it may look, but not spend. Write to the operator.',
});

export const keyMismatch = (): AnyUserError =>
  generalError({
    code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
    message: 'This idempotency key was used before with another input. Use a new key for a new request.',
    path: ['idempotencyKey'],
  });

export const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);
