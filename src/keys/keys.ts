// The keys of an account.
import type { Sql } from '../database/index.ts';
import type { ApiKey, VerifiedKey } from './api-key.ts';
import { createApiKey, type NewApiKey } from './create-api-key.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';
import { type KeyRevocation, type RevocationOutcome, revokeApiKey } from './revoke-api-key.ts';
import { type KeyUpdate, type KeyUpdateOutcome, updateApiKey } from './update-api-key.ts';
import { createKeyVerifier } from './verify-secret.ts';

export interface Keys {
  /** Undefined when the secret is unknown, revoked or expired. */
  verify(secret: string): Promise<VerifiedKey | undefined>;
  create(key: Omit<NewApiKey, 'now'>): Promise<{ apiKey: ApiKey; secret: string }>;
  /** Holds for every request that begins after it has resolved; in other processes as soon as they hear of it. */
  update(update: KeyUpdate): Promise<KeyUpdateOutcome>;
  /** Revoking twice changes nothing. */
  revoke(revocation: Omit<KeyRevocation, 'now'>): Promise<RevocationOutcome>;
  /** Newest first. */
  list(accountId: string): Promise<ApiKey[]>;
  byIds(accountId: string, apiKeyIds: readonly string[]): Promise<ApiKey[]>;
  /** Called when another process changed or revoked a key. */
  forget(apiKeyId: string): void;
}

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
    revoke: async (revocation) => {
      const outcome = await revokeApiKey(sql, { ...revocation, now: now() });
      if (outcome.status === 'revoked') for (const id of [revocation.apiKeyId, ...outcome.ended]) verifier.forget(id);
      return outcome;
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
