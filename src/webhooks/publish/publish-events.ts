// What happened to an account is published: to its endpoints, and by e-mail.
import type { Sends } from '../../database/index.ts';
import { isEmailOccasion, recordEmails } from '../../emails/index.ts';
import { recordWebhookEvents } from './record-events.ts';
import type { NewWebhookEvent } from './webhook-event.ts';

type EmailedEvent = Extract<NewWebhookEvent, { readonly type: Parameters<typeof recordEmails>[1][number]['type'] }>;

const isEmailed = (event: NewWebhookEvent): event is EmailedEvent => isEmailOccasion(event.type);

/** Does not wait: the statements travel with the transaction that makes it so, which fails if they do. */
export function publishEvents(tx: Sends, events: readonly NewWebhookEvent[]): void {
  recordWebhookEvents(tx, events);
  recordEmails(tx, events.filter(isEmailed));
}
