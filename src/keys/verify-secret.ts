// Who is asking? A short cache spares a look-up per request; expiry, grace and address are checked at every use.
import { LRUCache } from 'lru-cache';
import type { Sql, Transactional } from '../database/index.ts';
import type { KeyProblem, Verification, VerifiedKey } from './api-key.ts';
import type { KeyTables } from './entities.ts';
import { type FoundKey, findBySecret } from './find-by-secret.ts';
import { createReach } from './networks.ts';
import { hashSecret, isMistyped } from './secret.ts';

const CACHE_MILLISECONDS = 5_000;
const CACHE_ENTRIES = 10_000;

export interface KeyVerifier {
  /** `address` is the client's, as far as it is known; 'ANY' asks whether the secret works from anywhere. */
  verify(secret: string, address: ClientAddress): Promise<Verification>;
  /** At once, of a secret that was found good a moment ago and still is; undefined says nothing about it. */
  recall(secret: string, address: ClientAddress): VerifiedKey | undefined;
  /** For what was shown instead of a secret and is known to be genuine. */
  verifyBy(look: KeyLook, address: ClientAddress): Promise<Verification>;
  /** Forgets a key and those below it at once, here; other processes do when the notification arrives. */
  forget(apiKeyId: string): void;
}

export interface KeyLook {
  /** Distinguishes it from all others. */
  readonly cacheId: string;
  readonly find: () => Promise<FoundKey | undefined>;
}

export type ClientAddress = { readonly address: string | undefined } | 'ANY';

interface Entry {
  readonly found: FoundKey;
  readonly isReached: (address: string | undefined) => boolean;
  readonly until: number;
}

interface Looked {
  readonly entry: Entry;
  /** Nothing was forgotten while it was looked up. */
  readonly isSure: boolean;
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

const goodKeyOf = (verification: Verification | undefined): VerifiedKey | undefined =>
  verification?.status === 'good' ? verification.key : undefined;

/** When a key leaves the cache, all requests in flight miss it: one of them looks it up for those that come meanwhile. */
function sharing(lookUp: (find: KeyLook['find']) => Promise<Looked | undefined>, forgotten: () => number) {
  const inFlight = new Map<string, { readonly since: number; readonly looked: Promise<Looked | undefined> }>();
  return async ({ cacheId, find }: KeyLook): Promise<Looked | undefined> => {
    const shared = inFlight.get(cacheId);
    // What began before a key was forgotten is the key as it was, and what was not there then may be there by now.
    const known = shared?.since === forgotten() ? await shared.looked : undefined;
    if (known !== undefined) return known;
    const own = { since: forgotten(), looked: lookUp(find) };
    inFlight.set(cacheId, own);
    try {
      return await own.looked;
    } finally {
      if (inFlight.get(cacheId) === own) inFlight.delete(cacheId);
    }
  };
}

export function createKeyVerifier(sql: Transactional, now: () => Date): KeyVerifier {
  const cache = new LRUCache<string, Entry>({ max: CACHE_ENTRIES });
  /** How often a key was forgotten: what was read before the last time may be the key as it was before. */
  let forgotten = 0;
  const touched = new WeakSet<FoundKey>();

  const lookUp = async (find: KeyLook['find']): Promise<Looked | undefined> => {
    const forgottenBefore = forgotten;
    const found = await find();
    if (found === undefined) return undefined;
    const entry = { found, isReached: createReach(found.key.allowedIps), until: now().getTime() + CACHE_MILLISECONDS };
    return { entry, isSure: forgotten === forgottenBefore };
  };

  const lookUpTogether = sharing(lookUp, () => forgotten);

  const lookUpAndKeep = async (look: KeyLook, from: ClientAddress): Promise<Verification> => {
    const looked = await lookUpTogether(look);
    if (looked === undefined) return refused('UNKNOWN');
    const { entry, isSure } = looked;
    const problem = problemOf(entry, from, now());
    if (isSure && entry.found.revokedAt === undefined) cache.set(look.cacheId, entry);
    if (problem !== undefined) return refused(problem);
    if (!touched.has(entry.found)) {
      touched.add(entry.found);
      await touch(sql, entry.found, now());
    }
    return { status: 'good', key: entry.found.key };
  };

  const recall = (cacheId: string, from: ClientAddress): Verification | undefined => {
    const entry = cache.get(cacheId);
    const at = now();
    if (entry === undefined || entry.until <= at.getTime()) return undefined;
    const problem = problemOf(entry, from, at);
    return problem === undefined ? { status: 'good', key: entry.found.key } : refused(problem);
  };

  return {
    recall: (secret, from) => goodKeyOf(recall(hashSecret(secret).toString('base64'), from)),
    verify: async (secret, from) => {
      const digest = hashSecret(secret);
      const cacheId = digest.toString('base64');
      const recalled = recall(cacheId, from);
      if (recalled !== undefined) return recalled;
      // What is remembered was no typing error: to work out a checksum takes longer than the rest.
      if (isMistyped(secret)) return refused('MALFORMED');
      return lookUpAndKeep({ cacheId, find: () => findBySecret(sql, secret) }, from);
    },
    verifyBy: async (look, from) => recall(look.cacheId, from) ?? lookUpAndKeep(look, from),
    forget: (apiKeyId) => {
      forgotten += 1;
      for (const [cacheId, { found }] of [...cache.entries()]) {
        const { key } = found;
        if (key.id === apiKeyId || key.ancestors.some(({ id }) => id === apiKeyId)) cache.delete(cacheId);
      }
    },
  };
}
