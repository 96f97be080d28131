// Tollgate's own format: Standard Webhooks.
import { toPublicId } from '../../database/index.ts';
import { standardHeaders } from '../deliver/sign.ts';
import { toBody } from '../publish/webhook-event.ts';
import type { WebhookFormat } from './webhook-format.ts';

export const TOLLGATE_FORMAT: WebhookFormat = {
  write: (event) => Promise.resolve({ id: toPublicId('evt', event.eventId), body: toBody(event) }),
  sign: standardHeaders,
};
