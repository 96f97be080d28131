// Replicate signs its webhooks in the way of Standard Webhooks (svix).
// Source: https://replicate.com/docs/topics/webhooks/verify-webhook: HMAC-SHA256, with the bytes behind `whsec_`, over
// "<webhook-id>.<webhook-timestamp>.<body>"; `webhook-signature` lists "v1,<base64>" with spaces between them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookCheck, WebhookDelivery } from '../../provider.ts';
import { parseJson } from '../http/read-json.ts';
import { headerOf, isRecent } from '../http/webhook-headers.ts';
import { attemptIn } from './find-prediction.ts';
import { predictionShape } from './prediction.ts';

export function verifyReplicateWebhook(secret: string | undefined, delivery: WebhookDelivery): WebhookCheck {
  if (secret === undefined) return rejected('no webhook secret is set');
  const id = headerOf(delivery, 'webhook-id');
  const timestamp = headerOf(delivery, 'webhook-timestamp');
  const signatures = headerOf(delivery, 'webhook-signature');
  if (id === undefined || timestamp === undefined || signatures === undefined) return rejected('it is not signed');
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(delivery.rawBody)
    .digest();
  if (!signatures.split(' ').some((signature) => matches(signature, expected))) return rejected('wrong signature');
  if (!isRecent(timestamp, delivery.now)) return rejected('it is too old or from the future');
  return { status: 'verified', upstreamId: upstreamIdIn(delivery) };
}

/** None when the signed body is about another attempt than the address it was sent to: somebody passed it on. */
function upstreamIdIn({ rawBody, path }: WebhookDelivery): string | undefined {
  const prediction = predictionShape.pick({ id: true, webhook: true }).safeParse(parseJson(rawBody)).data;
  const isElsewhere = typeof prediction?.webhook === 'string' && attemptIn(prediction.webhook) !== attemptIn(path);
  return isElsewhere ? undefined : prediction?.id;
}

function matches(signature: string, expected: Buffer): boolean {
  const [version, value = ''] = signature.split(',');
  const given = Buffer.from(value, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

function rejected(reason: string): WebhookCheck {
  return { status: 'rejected', reason };
}
