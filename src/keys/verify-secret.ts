// Who is asking? A short cache spares a look-up per request; expiry, grace and address are checked at every use.
import { LRUCache } from 'lru-cache';
import type { Sql } from '../database/index.ts';
import type { KeyProblem, Verification } from './api-key.ts';
import type { KeyTables } from './entities.ts';
import { type FoundKey, findBySecret } from './find-by-secret.ts';
import { createReach } from './networks.ts';
import { hashSecret, isMistyped } from './secret.ts';

const CACHE_MILLISECONDS = 5_000;
const CACHE_ENTRIES = 10_000;

export interface KeyVerifier {
  /** `address` is the client's, as far as it is known; 'ANY' asks whether the secret works from anywhere. */
  verify(secret: string, address: ClientAddress): Promise<Verification>;
  /** Forgets a key and those below it at once, here; other processes do when the notification arrives. */
  forget(apiKeyId: string): void;
}

export type ClientAddress = { readonly address: string | undefined } | 'ANY';

interface Entry {
  readonly found: FoundKey;
  readonly isReached: (address: string | undefined) => boolean;
  readonly until: number;
}

/** `last_used_at` is written no more often. */
const TOUCH_MILLISECONDS = 60_000;

function problemOf({ found, isReached }: Entry, from: ClientAddress, now: Date): KeyProblem | undefined {
  const { key, revokedAt, worksUntil } = found;
  if (revokedAt !== undefined) return 'REVOKED';
  if (worksUntil !== undefined && worksUntil <= now) return 'REPLACED';
  if (key.expiresAt !== undefined && key.expiresAt <= now) return 'EXPIRED';
  return from === 'ANY' || isReached(from.address) ? undefined : 'ADDRESS_NOT_ALLOWED';
}

async function touch(sql: Sql, { key, lastUsedAt }: FoundKey, now: Date): Promise<void> {
  if (lastUsedAt !== undefined && now.getTime() - lastUsedAt.getTime() <= TOUCH_MILLISECONDS) return;
  await sql
    .tables<KeyTables>()
    .updateTable('api_key')
    .set({ lastUsedAt: now })
    .where('accountId', '=', key.accountId)
    .where('id', '=', key.id)
    .execute();
}

const refused = (problem: KeyProblem): Verification => ({ status: 'refused', problem });

export function createKeyVerifier(sql: Sql, now: () => Date): KeyVerifier {
  const cache = new LRUCache<string, Entry>({ max: CACHE_ENTRIES });
  /** How often a key was forgotten: what was read before the last time may be the key as it was before. */
  let forgotten = 0;

  const lookUp = async (digest: Buffer): Promise<{ entry: Entry; isSure: boolean } | undefined> => {
    const forgottenBefore = forgotten;
    const found = await findBySecret(sql, digest);
    if (found === undefined) return undefined;
    const entry = { found, isReached: createReach(found.key.allowedIps), until: now().getTime() + CACHE_MILLISECONDS };
    return { entry, isSure: forgotten === forgottenBefore };
  };

  const lookUpAndKeep = async (digest: Buffer, cacheId: string, from: ClientAddress): Promise<Verification> => {
    const looked = await lookUp(digest);
    if (looked === undefined) return refused('UNKNOWN');
    const { entry, isSure } = looked;
    const problem = problemOf(entry, from, now());
    if (isSure && entry.found.revokedAt === undefined) cache.set(cacheId, entry);
    if (problem !== undefined) return refused(problem);
    await touch(sql, entry.found, now());
    return { status: 'good', key: entry.found.key };
  };

  return {
    verify: async (secret, from) => {
      if (isMistyped(secret)) return refused('MALFORMED');
      const digest = hashSecret(secret);
      const cacheId = digest.toString('base64');
      const entry = cache.get(cacheId);
      if (entry === undefined || entry.until <= now().getTime()) return lookUpAndKeep(digest, cacheId, from);
      const problem = problemOf(entry, from, now());
      return problem === undefined ? { status: 'good', key: entry.found.key } : refused(problem);
    },
    forget: (apiKeyId) => {
      forgotten += 1;
      for (const [cacheId, { found }] of [...cache.entries()]) {
        const { key } = found;
        if (key.id === apiKeyId || key.ancestors.some(({ id }) => id === apiKeyId)) cache.delete(cacheId);
      }
    },
  };
}
