// Signing secrets and signatures, as Standard Webhooks has them: HMAC-SHA256 over "id.timestamp.body".
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

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
  /** Public id of the event: the same at every attempt, so that a consumer can tell a repetition. */
  readonly id: string;
  readonly body: string;
  readonly now: Date;
}

/** The headers of a delivery. While a secret is being replaced, both sign, and a receiver accepts either. */
export function signedHeaders(message: SignedMessage, secrets: SigningSecrets): Record<string, string> {
  const { id, body, now } = message;
  const { secret, previousSecret, previousUntil } = secrets;
  const isReplaced = previousSecret !== undefined && previousUntil !== undefined && now < previousUntil;
  const signers = isReplaced ? [secret, previousSecret] : [secret];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signers.map((one) => new Webhook(one).sign(id, now, body)).join(' '),
  };
}
