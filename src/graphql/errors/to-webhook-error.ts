import type { WebhookRefusal } from '../../webhooks/index.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { generalError, parameterError } from './user-errors.ts';

/** `path`: where the endpoint's id stands in the input. */
export function toWebhookError(refusal: WebhookRefusal, path: readonly string[]): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path }, refusal.allowed);
    case 'WEBHOOK_ENDPOINT_NOT_FOUND':
      return generalError({ code, message: 'The account has no webhook endpoint of this id.', path });
    case 'WEBHOOK_ENDPOINT_LIMIT_REACHED':
      return generalError({ code, message: `An account has at most ${refusal.limit} webhook endpoints.` });
    default:
      return refusal satisfies never;
  }
}

export const unknownEndpoint = (path: readonly string[]): AnyUserError =>
  toWebhookError({ code: 'WEBHOOK_ENDPOINT_NOT_FOUND' }, path);
