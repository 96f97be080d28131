import type { ApiKey } from '../../keys/index.ts';
import type { KeySpend } from '../../ledger/index.ts';
import { type MicroCredits, max, subtract, ZERO } from '../../money/index.ts';
import { toPublicId } from '../ids.ts';
import type { ApiKeyType, DailySpendType } from '../types/api-key.ts';

const DAY_MILLISECONDS = 86_400_000;

export function toApiKey(key: ApiKey): ApiKeyType {
  return {
    __typename: 'ApiKey',
    accountId: key.accountId,
    key: key.id,
    dailyLimit: key.dailyLimit,
    id: toPublicId('key', key.id),
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    lastUsedAt: key.lastUsedAt,
    createdAt: key.createdAt,
  };
}

/** `spend` is undefined for a key that has not been used today. */
export function toDailySpend(limit: MicroCredits | undefined, spend: KeySpend | undefined, now: Date): DailySpendType {
  const used = spend?.charged ?? ZERO;
  const reserved = spend?.reserved ?? ZERO;
  const remaining = limit === undefined ? undefined : max(subtract(subtract(limit, used), reserved), ZERO);
  return { limit, used, reserved, remaining, resetsAt: nextUtcDay(now) };
}

function nextUtcDay(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MILLISECONDS) + 1) * DAY_MILLISECONDS);
}
