// Inputs about webhook endpoints, in the room's words, and its refusals in ours.

import {
  type AnyUserError,
  checkLine,
  generalError,
  invalidParameter,
  type ParameterError,
  parameterError,
} from '../../callers/index.ts';
import { WEBHOOK_EVENT_TYPES, type WebhookEventType, type WebhookRefusal } from '../../webhooks/index.ts';
import { toEventName, toEventType, type WebhookEventName, WebhookEventTypeEnum } from './types.ts';

const LONGEST_DESCRIPTION = 200;

interface EndpointTexts {
  readonly description?: string | null | undefined;
  readonly eventTypes?: readonly WebhookEventName[] | null | undefined;
}

export function checkEndpoint({ description, eventTypes }: EndpointTexts): ParameterError | undefined {
  const hasText = description !== undefined && description !== null;
  return (hasText ? checkLine('description', description, LONGEST_DESCRIPTION) : undefined) ?? checkTypes(eventTypes);
}

function checkTypes(eventTypes: EndpointTexts['eventTypes']): ParameterError | undefined {
  if (eventTypes?.length !== 0) return undefined;
  const message = 'An endpoint asks for at least one type of event; null asks for all.';
  return invalidParameter(['eventTypes'], message, ['null', ...Object.keys(WebhookEventTypeEnum)]);
}

export const toEventTypes = (names: readonly WebhookEventName[]): readonly WebhookEventType[] =>
  [...new Set(names)].map(toEventType);

/** Types of events as they are named here. */
const inInput = (allowed: string): string =>
  WEBHOOK_EVENT_TYPES.includes(allowed as WebhookEventType) ? toEventName(allowed as WebhookEventType) : allowed;

/** `path`: where the endpoint's id stands in the input. */
export function toWebhookError(refusal: WebhookRefusal, path: readonly string[]): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path }, refusal.allowed.map(inInput));
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
