// Who is asking? A short cache spares a look-up per request; expiry is checked at every use.
import type { Sql } from '../database/index.ts';
import { microCredits } from '../money/index.ts';
import type { KeyAncestor, VerifiedKey } from './api-key.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';
import { hashSecret } from './secret.ts';

const CACHE_MILLISECONDS = 5_000;
const CACHE_ENTRIES = 10_000;

export interface KeyVerifier {
  /** Undefined when the secret is unknown, revoked or expired. */
  verify(secret: string): Promise<VerifiedKey | undefined>;
  /** Forgets a key and those below it at once, here; other processes hear of it by notification. */
  forget(apiKeyId: string): void;
}

interface Entry {
  readonly key: VerifiedKey;
  readonly until: number;
}

/** Finds a key by its digest and notes, at most once a minute, that it was used. */
const FIND_AND_TOUCH = `with found as (
    select ${KEY_COLUMNS} from api_key where secret_hash = $1 and revoked_at is null limit 1),
  touched as (update api_key set last_used_at = $2 from found
    where api_key.account_id = found.account_id and api_key.id = found.id
      and (api_key.last_used_at is null or api_key.last_used_at < $2::timestamptz - interval '1 minute'))
  select found.*, array(select coalesce(ancestor.daily_limit, 0) from unnest(ancestor_ids) with ordinality path (id, place)
    join api_key ancestor on ancestor.account_id = found.account_id and ancestor.id = path.id order by path.place)
    as ancestor_limits
  from found`;

interface FoundRow extends KeyRow {
  /** In the order of `ancestor_ids`; 0: no limit. Ids are never taken away, so there is one for each. */
  readonly ancestor_limits: string[];
}

function toVerifiedKey(row: FoundRow): VerifiedKey {
  const { accountId, id, scopes, dailyLimit, expiresAt, ancestorIds } = toApiKey(row);
  const ancestors = ancestorIds.map((ancestorId, place): KeyAncestor => {
    const limit = BigInt(row.ancestor_limits[place] ?? 0);
    return { id: ancestorId, dailyLimit: limit === 0n ? undefined : microCredits(limit) };
  });
  return { accountId, id, scopes, dailyLimit, expiresAt, ancestors };
}

export function createKeyVerifier(sql: Sql, now: () => Date): KeyVerifier {
  const cache = new Map<string, Entry>();
  /** How often a key was forgotten: what was read before the last time may be the key as it was before. */
  let forgotten = 0;
  const isCurrent = (key: VerifiedKey): boolean => key.expiresAt === undefined || key.expiresAt > now();

  const lookUp = async (digest: Buffer, cacheId: string): Promise<VerifiedKey | undefined> => {
    const forgottenBefore = forgotten;
    const [row] = await sql.rows<FoundRow>(FIND_AND_TOUCH, [digest, now()]);
    if (row === undefined) return undefined;
    const key = toVerifiedKey(row);
    if (forgotten !== forgottenBefore) return key;
    if (cache.size >= CACHE_ENTRIES) cache.clear();
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
      for (const [cacheId, { key }] of cache) {
        if (key.id === apiKeyId || key.ancestors.some(({ id }) => id === apiKeyId)) cache.delete(cacheId);
      }
    },
  };
}
