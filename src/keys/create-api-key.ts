import { newId, type Sql } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { ApiKey, Scope } from './api-key.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';
import { hashSecret, newSecret, prefixOf } from './secret.ts';

export interface NewApiKey {
  readonly accountId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Micro-credits per UTC day. */
  readonly dailyLimit?: MicroCredits | undefined;
  readonly expiresAt?: Date | undefined;
  /** The key that asks for it, whose child it becomes; absent when none does (first key, configuration, operator). */
  readonly createdBy?: string | undefined;
  readonly now: Date;
  /** A secret the operator chose (demo and operator keys); random when absent. */
  readonly secret?: string | undefined;
}

const ANCESTORS = `coalesce((select ancestor_ids || id from api_key where account_id = $1 and id = $10), '{}')`;

/** Creates a key. The secret is in this answer and nowhere else. */
export async function createApiKey(sql: Sql, key: NewApiKey): Promise<{ apiKey: ApiKey; secret: string }> {
  const secret = key.secret ?? newSecret();
  const [row] = await sql.rows<KeyRow>(
    `insert into api_key (account_id, id, name, prefix, secret_hash, scopes, daily_limit, expires_at, created_at, ancestor_ids)
     values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, ${ANCESTORS}) returning ${KEY_COLUMNS}`,
    [
      key.accountId,
      newId(),
      key.name,
      prefixOf(secret),
      hashSecret(secret),
      key.scopes,
      key.dailyLimit,
      key.expiresAt,
      key.now,
      key.createdBy,
    ],
  );
  if (row === undefined) throw new Error('the new API key did not come back');
  return { apiKey: toApiKey(row), secret };
}
