// Who is asking? A short cache spares a look-up per request; expiry is checked at every use.
import { LRUCache } from 'lru-cache';
import { type Sql, withoutNulls } from '../database/index.ts';
import type { KeyAncestor, VerifiedKey } from './api-key.ts';
import { ApiKeyEntity } from './entities.ts';
import { hashSecret } from './secret.ts';

const CACHE_MILLISECONDS = 5_000;
const CACHE_ENTRIES = 10_000;

export interface KeyVerifier {
  /** Undefined when the secret is unknown, revoked or expired. */
  verify(secret: string): Promise<VerifiedKey | undefined>;
  /** Forgets a key and those below it at once, here; other processes do when the notification arrives. */
  forget(apiKeyId: string): void;
}

interface Entry {
  readonly key: VerifiedKey;
  readonly until: number;
}

/** `last_used_at` is written no more often. */
const TOUCH_MILLISECONDS = 60_000;

async function findBySecret(sql: Sql, digest: Buffer, now: Date): Promise<VerifiedKey | undefined> {
  const em = sql.em();
  const found = await em.findOne(ApiKeyEntity, { secretHash: digest, revokedAt: null });
  if (found === null) return undefined;
  const { accountId, id, scopes, dailyLimit, expiresAt, ancestorIds, lastUsedAt } = withoutNulls(found);
  const ancestors =
    ancestorIds.length === 0 ? [] : await em.find(ApiKeyEntity, { accountId, id: { $in: ancestorIds } });
  if (lastUsedAt === undefined || now.getTime() - lastUsedAt.getTime() > TOUCH_MILLISECONDS) {
    await em.nativeUpdate(ApiKeyEntity, { accountId, id }, { lastUsedAt: now });
  }
  const limits = new Map(ancestors.map((ancestor) => [ancestor.id, ancestor.dailyLimit ?? undefined]));
  const path = ancestorIds.map((ancestorId): KeyAncestor => ({ id: ancestorId, dailyLimit: limits.get(ancestorId) }));
  return { accountId, id, scopes, dailyLimit, expiresAt, ancestors: path };
}

export function createKeyVerifier(sql: Sql, now: () => Date): KeyVerifier {
  const cache = new LRUCache<string, Entry>({ max: CACHE_ENTRIES });
  /** How often a key was forgotten: what was read before the last time may be the key as it was before. */
  let forgotten = 0;
  const isCurrent = (key: VerifiedKey): boolean => key.expiresAt === undefined || key.expiresAt > now();

  const lookUp = async (digest: Buffer, cacheId: string): Promise<VerifiedKey | undefined> => {
    const forgottenBefore = forgotten;
    const key = await findBySecret(sql, digest, now());
    if (key === undefined || forgotten !== forgottenBefore) return key;
    cache.set(cacheId, { key, until: now().getTime() + CACHE_MILLISECONDS });
    return key;
  };

  return {
    verify: async (secret) => {
      const digest = hashSecret(secret);
      const cacheId = digest.toString('base64');
      const entry = cache.get(cacheId);
      const isFresh = entry !== undefined && entry.until > now().getTime();
      const key = isFresh ? entry.key : await lookUp(digest, cacheId);
      return key !== undefined && isCurrent(key) ? key : undefined;
    },
    forget: (apiKeyId) => {
      forgotten += 1;
      for (const [cacheId, { key }] of [...cache.entries()]) {
        if (key.id === apiKeyId || key.ancestors.some(({ id }) => id === apiKeyId)) cache.delete(cacheId);
      }
    },
  };
}
