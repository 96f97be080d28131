// Secrets are shown when they are made, and never again.
import type { Sql } from '../../database/index.ts';
import { newWebhookSecret, ROTATION_MILLISECONDS, type SigningSecrets } from '../deliver/sign.ts';
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
const ROTATE = `insert into webhook_secret (account_id, owner_id, secret)
  select $1, $2, $3 where $1::uuid = $2::uuid
    or exists (select from webhook_endpoint where account_id = $1 and id = $2)
  on conflict (account_id, owner_id) do update
    set secret = excluded.secret, previous_secret = webhook_secret.secret, previous_until = $4
  returning previous_until as "previousUntil"`;

export async function rotateSecret(
  sql: Sql,
  { accountId, endpointId }: SecretOwner,
  now: Date,
): Promise<RotatedSecret | Refused> {
  const secret = newWebhookSecret();
  const until = new Date(now.getTime() + ROTATION_MILLISECONDS);
  const owner = endpointId ?? accountId;
  const [row] = await sql.rows<{ previousUntil: Date | null }>(ROTATE, [accountId, owner, secret, until]);
  if (row === undefined) return UNKNOWN_ENDPOINT;
  return { status: 'done', secret, previousUntil: row.previousUntil ?? undefined };
}

const KEEP = `insert into webhook_secret (account_id, owner_id, secret) values ($1, $1, $2)
  on conflict (account_id, owner_id) do update set account_id = excluded.account_id
  returning secret, previous_secret as "previousSecret", previous_until as "previousUntil"`;

interface SecretRow {
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousUntil: Date | null;
}

/** The account's own secret, made now if it has none. */
export async function accountSecret(sql: Sql, accountId: string): Promise<SigningSecrets> {
  const [row] = await sql.rows<SecretRow>(KEEP, [accountId, newWebhookSecret()]);
  if (row === undefined) throw new Error('the secret of an account did not come back');
  const { secret, previousSecret, previousUntil } = row;
  return { secret, previousSecret: previousSecret ?? undefined, previousUntil: previousUntil ?? undefined };
}
