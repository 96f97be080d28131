// Secrets are shown when they are made, and never again.
import { type Sql, withoutNulls } from '../../database/index.ts';
import { newWebhookSecret, ROTATION_MILLISECONDS, type SigningSecrets } from '../deliver/sign.ts';
import { WebhookEndpointEntity, type WebhookTables } from '../entities.ts';
import { type Refused, UNKNOWN_ENDPOINT } from './refusal.ts';

export interface RotatedSecret {
  readonly status: 'done';
  readonly secret: string;
  /** Until when the one before signs too; undefined when there was none. */
  readonly previousUntil: Date | undefined;
}

/** Without an endpoint: the account's own secret, which signs what is sent to the webhookUrl of generations. */
export interface SecretOwner {
  readonly accountId: string;
  readonly endpointId: string | undefined;
}

/** The account's own is made when it is first needed: by a delivery, or here. */
export async function rotateSecret(
  sql: Sql,
  { accountId, endpointId }: SecretOwner,
  now: Date,
): Promise<RotatedSecret | Refused> {
  if (endpointId !== undefined) {
    const endpoint = await sql.em().findOne(WebhookEndpointEntity, { accountId, id: endpointId });
    if (endpoint === null) return UNKNOWN_ENDPOINT;
  }
  const secret = newWebhookSecret();
  const { previousUntil } = await sql
    .tables<WebhookTables>()
    .insertInto('webhook_secret')
    .values({ accountId, ownerId: endpointId ?? accountId, secret })
    .onConflict((conflict) =>
      conflict.columns(['accountId', 'ownerId']).doUpdateSet((by) => ({
        secret: by.ref('excluded.secret'),
        previousSecret: by.ref('webhook_secret.secret'),
        previousUntil: new Date(now.getTime() + ROTATION_MILLISECONDS),
      })),
    )
    .returning('previousUntil')
    .executeTakeFirstOrThrow();
  return { status: 'done', secret, previousUntil: previousUntil ?? undefined };
}

/** The account's own secret, made now if it has none. */
export async function accountSecret(sql: Sql, accountId: string): Promise<SigningSecrets> {
  const kept = await sql
    .tables<WebhookTables>()
    .insertInto('webhook_secret')
    .values({ accountId, ownerId: accountId, secret: newWebhookSecret() })
    // Nothing changes, but what is there is returned.
    .onConflict((conflict) =>
      conflict.columns(['accountId', 'ownerId']).doUpdateSet((by) => ({ secret: by.ref('webhook_secret.secret') })),
    )
    .returning(['secret', 'previousSecret', 'previousUntil'])
    .executeTakeFirstOrThrow();
  return withoutNulls(kept);
}
