// The keys of an account.
import type { Sql } from '../database/index.ts';
import type { ApiKey, VerifiedKey } from './api-key.ts';
import { createApiKey, type NewApiKey } from './create-api-key.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';
import { KEY_CHANGED_CHANNEL, type KeyUpdate, type KeyUpdateOutcome, updateApiKey } from './update-api-key.ts';
import { createKeyVerifier } from './verify-secret.ts';

export interface Keys {
  /** Undefined when the secret is unknown, revoked or expired. */
  verify(secret: string): Promise<VerifiedKey | undefined>;
  create(key: Omit<NewApiKey, 'now'>): Promise<{ apiKey: ApiKey; secret: string }>;
  /** Holds for every request that begins after it has resolved; in other processes as soon as they hear of it. */
  update(update: KeyUpdate): Promise<KeyUpdateOutcome>;
  /** The key, now revoked; undefined when the account has no such key. Revoking twice changes nothing. */
  revoke(accountId: string, apiKeyId: string): Promise<ApiKey | undefined>;
  /** Newest first. */
  list(accountId: string): Promise<ApiKey[]>;
  byIds(accountId: string, apiKeyIds: readonly string[]): Promise<ApiKey[]>;
  /** Called when another process changed or revoked a key. */
  forget(apiKeyId: string): void;
}

const REVOKE = `with revoked as (
    update api_key set revoked_at = coalesce(revoked_at, $3) where account_id = $1 and id = $2 returning ${KEY_COLUMNS})
  select revoked.*, pg_notify('${KEY_CHANGED_CHANNEL}', id::text) from revoked`;

export function createKeys(sql: Sql, now: () => Date): Keys {
  const verifier = createKeyVerifier(sql, now);
  return {
    verify: (secret) => verifier.verify(secret),
    create: (key) => createApiKey(sql, { ...key, now: now() }),
    update: async (update) => {
      const outcome = await updateApiKey(sql, update);
      verifier.forget(update.apiKeyId);
      return outcome;
    },
    revoke: async (accountId, apiKeyId) => {
      const rows = await sql.rows<KeyRow>(REVOKE, [accountId, apiKeyId, now()]);
      verifier.forget(apiKeyId);
      return rows.map(toApiKey)[0];
    },
    list: async (accountId) => {
      const rows = await sql.rows<KeyRow>(
        `select ${KEY_COLUMNS} from api_key where account_id = $1 order by created_at desc, id desc`,
        [accountId],
      );
      return rows.map(toApiKey);
    },
    byIds: async (accountId, apiKeyIds) => {
      const rows = await sql.rows<KeyRow>(
        `select ${KEY_COLUMNS} from api_key where account_id = $1 and id = any($2::uuid[])`,
        [accountId, apiKeyIds],
      );
      return rows.map(toApiKey);
    },
    forget: (apiKeyId) => {
      verifier.forget(apiKeyId);
    },
  };
}
