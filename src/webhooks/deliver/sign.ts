// Signing secrets and signatures, as Standard Webhooks has them: HMAC-SHA256 over "id.timestamp.body".
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookEventType } from '../publish/webhook-event.ts';

/** The specification asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;
const DAY_MILLISECONDS = 86_400_000;
/** How long a secret still signs after the next one was made. */
export const ROTATION_MILLISECONDS = DAY_MILLISECONDS;

export interface SigningSecrets {
  readonly secret: string;
  readonly previousSecret: string | undefined;
  readonly previousUntil: Date | undefined;
}

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface SignedMessage {
  /** Public id of the event, or what the format has instead: the same at every attempt, so that a consumer can tell a repetition. */
  readonly id: string;
  readonly type: WebhookEventType;
  readonly body: string;
  readonly now: Date;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
}

/** The secrets that sign now, the newest first: while one is being replaced, both do. */
export function signersAt(now: Date, { secret, previousSecret, previousUntil }: SigningSecrets): readonly string[] {
  const isReplaced = previousSecret !== undefined && previousUntil !== undefined && now < previousUntil;
  return isReplaced ? [secret, previousSecret] : [secret];
}

/** The headers of Standard Webhooks: a receiver accepts either of two signatures. */
export function standardHeaders(
  { id, body, now }: Pick<SignedMessage, 'id' | 'body' | 'now'>,
  secrets: SigningSecrets,
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signersAt(now, secrets)
      .map((one) => new Webhook(one).sign(id, now, body))
      .join(' '),
  };
}
