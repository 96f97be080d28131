import type { TopUpRefusal } from '../../purchases/index.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { providerUnavailable } from './to-user-error.ts';
import { generalError, parameterError } from './user-errors.ts';

export function toTopUpError(refusal: TopUpRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path }, refusal.allowed);
    case 'PACK_NOT_FOUND': {
      const message = `There is no credit pack "${refusal.packId}".`;
      return parameterError({ code, message, path: ['packId'] }, refusal.allowed);
    }
    case 'PAYMENT_METHOD_MISSING':
      return generalError({
        code,
        message: 'There is no saved payment method. Add one at setupUrl, then configure again.',
      });
    case 'PAYMENT_PROVIDER_UNAVAILABLE':
      return providerUnavailable();
    default:
      return refusal satisfies never;
  }
}
