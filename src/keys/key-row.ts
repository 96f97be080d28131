import { microCredits } from '../money/index.ts';
import type { ApiKey, Scope } from './api-key.ts';

export interface KeyRow {
  readonly account_id: string;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: Scope[];
  readonly daily_limit: bigint | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly created_at: Date;
  readonly ancestor_ids: string[];
}

export const KEY_COLUMNS =
  'account_id, id, name, prefix, scopes, daily_limit, expires_at, revoked_at, last_used_at, created_at, ancestor_ids';

export function toApiKey(row: KeyRow): ApiKey {
  return {
    accountId: row.account_id,
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    dailyLimit: row.daily_limit === null ? undefined : microCredits(row.daily_limit),
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    createdAt: row.created_at,
    ancestorIds: row.ancestor_ids,
  };
}
