// Makers of refusals. Status and retryable follow from the code.
import { formatCredits } from '../../money/index.ts';
import type {
  AnyUserError,
  GeneralError,
  InsufficientCreditsError,
  ParameterError,
  PaymentDeclinedError,
  SpendLimitError,
} from '../types/user-errors.ts';
import { USER_ERROR_CODES, type UserErrorCode } from './user-error-codes.ts';

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

export function spendLimitReached(
  numbers: Pick<SpendLimitError, 'apiKeyId' | 'limit' | 'used' | 'remaining' | 'resetsAt'>,
): SpendLimitError {
  const { apiKeyId, limit, used, remaining, resetsAt } = numbers;
  const message = `Key ${apiKeyId} and those that descend from it may spend ${formatCredits(limit)} credits per UTC day; ${formatCredits(remaining)} are left.`;
  const code = 'KEY_DAILY_LIMIT_REACHED';
  const shares = { apiKeyId, limit, used, remaining, resetsAt };
  return { __typename: 'SpendLimitError', ...shared({ code, message }), ...shares };
}

export const ACCOUNT_SUSPENDED: AnyUserError = generalError({
  code: 'ACCOUNT_SUSPENDED',
  message: 'This account is suspended: it may look, but not spend. Write to the operator.',
});
