import type { ChangePlanRefusal } from '../../purchases/index.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { keyMismatch, providerUnavailable } from './to-user-error.ts';
import { generalError, invalidParameter, parameterError, paymentDeclined } from './user-errors.ts';

export function toPlanError(refusal: ChangePlanRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'PLAN_NOT_FOUND': {
      const message = `There is no plan "${refusal.planId}"; there are ${refusal.allowed.join(', ')}.`;
      return invalidParameter(['planId'], message, refusal.allowed);
    }
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path });
    case 'PAYMENT_DECLINED':
      return paymentDeclined(refusal.message, refusal.declineCode);
    case 'PURCHASE_NOT_ALLOWED':
      return generalError({ code, message: refusal.message, path: ['planId'] });
    case 'PAYMENT_PROVIDER_UNAVAILABLE':
      return providerUnavailable();
    default:
      return refusal satisfies never;
  }
}
