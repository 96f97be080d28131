// Inputs about webhooks, in the room's words.
import type { DeliveryFilter, WebhookEventType } from '../../webhooks/index.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { fromPublicId, type IdPrefix } from '../ids.ts';
import type { ParameterError } from '../types/user-errors.ts';
import type { WebhookDeliveryWhere } from '../types/webhook-delivery.ts';
import { toEventType, type WebhookEventName, WebhookEventTypeEnum } from '../types/webhook-enums.ts';
import { checkLine } from './check-text.ts';

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

/** Throws BAD_USER_INPUT for an id that cannot be one: an empty list would hide it. */
export function readDeliveryFilter(where: WebhookDeliveryWhere | null | undefined): DeliveryFilter {
  const { endpointId, eventId, status } = where ?? {};
  return {
    endpointId: readFilterId('hook', endpointId),
    eventId: readFilterId('evt', eventId),
    status: status ?? undefined,
  };
}

function readFilterId(prefix: IdPrefix, id: string | null | undefined): string | undefined {
  if (id === undefined || id === null) return undefined;
  const uuid = fromPublicId(prefix, id);
  if (uuid === undefined) throw badUserInput(`"${id.slice(0, 80)}" is no id that begins with "${prefix}_".`);
  return uuid;
}
