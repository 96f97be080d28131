// Every refusal of the contract: the status a REST API would give, and whether the same request may succeed later.
import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { LimitPeriod } from '../../../keys/index.ts';
import { formatCredits, type MicroCredits } from '../../../money/index.ts';
import { IN_WORDS, LimitPeriodEnum } from '../../keys/types.ts';
import { CreditPackType } from '../../packs/types.ts';
import { ForAnyKey, OpenInterface } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars.ts';
import { enumType, type Typed } from '../types.ts';

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
  ACCOUNT_SUSPENDED: facts(403, false, 'The account is suspended.'),
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type UserErrorCode = keyof typeof USER_ERROR_CODES;

const describedCodes = Object.entries(USER_ERROR_CODES).map(([code, { meaning, status }]) => [
  code,
  `${meaning} (${status})`,
]);

const UserErrorCodeEnum = enumType<UserErrorCode>(
  'UserErrorCode',
  'Why a request was refused; in brackets the HTTP status that a REST API would give.',
  Object.fromEntries(describedCodes) as Record<UserErrorCode, string>,
);

// Refusals as data: business outcomes that a client handles, with their numbers.

@OpenInterface()
@InterfaceType({
  description: 'A request was understood and refused; nothing was changed.',
  resolveType: (value: Typed) => value.__typename,
})
export abstract class UserError {
  readonly __typename!: string;

  @Field(() => UserErrorCodeEnum, { description: 'Which refusal it is, for programs.' })
  readonly code!: UserErrorCode;

  @Field(() => String, { description: 'What happened, for people.' })
  readonly message!: string;

  @Field(() => [String], { nullable: true, description: 'Where in the input: ["parameters", "size"].' })
  readonly path?: readonly string[] | undefined;

  @Field(() => Int, { description: 'The HTTP status that a REST API would give.' })
  readonly status!: number;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later without any change.' })
  readonly retryable!: boolean;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'A refusal without numbers of its own.', simpleResolvers: true })
class GeneralError extends UserError {
  declare readonly __typename: 'GeneralError';
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'There are not enough credits.', simpleResolvers: true })
class InsufficientCreditsError extends UserError {
  declare readonly __typename: 'InsufficientCreditsError';

  @Field(() => CreditsScalar, { description: 'What would have been reserved.' })
  readonly required!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What can be reserved now.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'required - available.' })
  readonly shortfall!: MicroCredits;

  @Field(() => CreditPackType, { nullable: true, description: 'The smallest pack that covers the shortfall.' })
  readonly suggestedPack?: CreditPackType | undefined;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: "The key's limit is reached.", simpleResolvers: true })
class SpendLimitError extends UserError {
  declare readonly __typename: 'SpendLimitError';

  @Field(() => ID, { description: 'The key whose limit it is: the asking one, or one that it descends from.' })
  readonly apiKeyId!: string;

  @Field(() => CreditsScalar, { description: 'What that key and all that descend from it may spend in a period.' })
  readonly limit!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'What they have reserved and spent in this period.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What they may still spend in it.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: "The end user's limit is reached.", simpleResolvers: true })
class EndUserLimitError extends UserError {
  declare readonly __typename: 'EndUserLimitError';

  @Field(() => ID, { description: 'The metadata.userId of the request.' })
  readonly endUser!: string;

  @Field(() => CreditsScalar, { description: 'What may be spent for it in a period.' })
  readonly limit!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'What was reserved and spent for it in this period.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What may still be spent for it.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'A value is not accepted.', simpleResolvers: true })
export class ParameterError extends UserError {
  declare readonly __typename: 'ParameterError';

  @Field(() => [String], { nullable: true, description: 'What would be accepted.' })
  readonly allowed?: readonly string[] | undefined;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'The payment was declined.', simpleResolvers: true })
class PaymentDeclinedError extends UserError {
  declare readonly __typename: 'PaymentDeclinedError';

  @Field(() => String, { nullable: true, description: "The payment provider's reason." })
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
