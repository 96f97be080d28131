// Ends keys. The account's keys are locked by the statement that decides, so two that end each other cannot both succeed.
import type { Sql } from '../database/index.ts';
import type { ApiKey, Scope } from './api-key.ts';
import type { KeyRefusal } from './decide-key-powers.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';
import { KEY_CHANGED_CHANNEL, MANAGER_BESIDE } from './update-api-key.ts';

export interface KeyRevocation {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** Those that descend from it end with it. */
  readonly descendants?: boolean | undefined;
  /** Scopes of the key that asks; absent for the operator, who may end any. */
  readonly actingScopes?: readonly Scope[] | undefined;
  readonly now: Date;
}

export type RevocationOutcome =
  | {
      readonly status: 'revoked';
      readonly apiKey: ApiKey;
      /** All that were ended now, this one included; empty when it had been before. */
      readonly ended: readonly string[];
      /** Keys that descend from it and still work. */
      readonly descendantsLeft: number;
    }
  | { readonly status: 'refused'; readonly refusal: KeyRefusal };

const REVOKE = `with standing as materialized (select id, scopes, expires_at, ancestor_ids from api_key
    where account_id = $1 and revoked_at is null order by id for update),
  lost as (select id, scopes, expires_at from standing where id = $2 or ($4 and $2 = any(ancestor_ids))),
  revoked as (update api_key set revoked_at = $3
    where account_id = $1 and id in (select id from lost)
      and ($5::text[] is null or (
        not exists (select from lost where not lost.scopes <@ $5)
        and not exists (select from lost
          where 'KEYS_WRITE' = any(lost.scopes) and (lost.expires_at is null or lost.expires_at > $3)
            and not exists (select from standing other where other.id not in (select id from lost) and ${MANAGER_BESIDE}))))
    returning id)
  select id, pg_notify('${KEY_CHANGED_CHANNEL}', id::text) from revoked`;

const FIND = `select ${KEY_COLUMNS}, (select count(*)::int from api_key child where child.account_id = $1
    and $2 = any(child.ancestor_ids) and child.revoked_at is null
    and (child.expires_at is null or child.expires_at > $3)) as descendants
  from api_key where account_id = $1 and id = $2`;

export async function revokeApiKey(sql: Sql, revocation: KeyRevocation): Promise<RevocationOutcome> {
  const { accountId, apiKeyId, descendants = false, actingScopes, now } = revocation;
  const ended = await sql.rows<{ id: string }>(REVOKE, [accountId, apiKeyId, now, descendants, actingScopes]);
  const [row] = await sql.rows<KeyRow & { descendants: number }>(FIND, [accountId, apiKeyId, now]);
  if (row === undefined) return { status: 'refused', refusal: { code: 'API_KEY_NOT_FOUND' } };
  const apiKey = toApiKey(row);
  if (apiKey.revokedAt === undefined) return { status: 'refused', refusal: refusalFor(apiKey, revocation) };
  return { status: 'revoked', apiKey, ended: ended.map(({ id }) => id), descendantsLeft: row.descendants };
}

function refusalFor({ scopes }: ApiKey, { actingScopes = [], descendants }: KeyRevocation): KeyRefusal {
  const isMightier = !scopes.every((scope) => actingScopes.includes(scope));
  if (isMightier) return { code: 'MIGHTIER_KEY', path: 'id' };
  return descendants === true && !scopes.includes('KEYS_WRITE')
    ? { code: 'MIGHTIER_KEY', path: 'descendants' }
    : { code: 'LAST_MANAGER', path: 'id' };
}
