// Which key a secret is of: the secret that a key has now, or one that a rotation replaced.
import { type Sql, shardsBetween, type Transactional, withoutNulls } from '../database/index.ts';
import type { ApiKey, KeyAncestor, VerifiedKey } from './api-key.ts';
import type { KeyTables } from './entities.ts';
import { hashesOf, hashSecret, isSameDigest } from './secret.ts';

export interface FoundKey {
  readonly key: VerifiedKey;
  readonly revokedAt: Date | undefined;
  readonly lastUsedAt: Date | undefined;
  /** Of a secret that was replaced: the end of its grace. */
  readonly worksUntil: Date | undefined;
}

const COLUMNS = [
  'api_key.accountId',
  'api_key.id',
  'api_key.name',
  'api_key.prefix',
  'api_key.scopes',
  'api_key.spendingLimit',
  'api_key.limitPeriod',
  'api_key.expiresAt',
  'api_key.allowedIps',
  'api_key.ancestorIds',
  'api_key.revokedAt',
  'api_key.lastUsedAt',
] as const;

/**
 * The look-up goes by the digest: how long it takes says something about digests, and nothing about secrets. What it gives is
 * compared once more, in constant time. Where accounts are distributed, a secret that was made for its account is found at its
 * shard; all are asked about the others.
 */
export async function findBySecret(sql: Transactional, secret: string): Promise<FoundKey | undefined> {
  const digest = hashSecret(secret);
  const hashes = hashesOf(secret);
  const shards = hashes === undefined ? [] : shardsBetween(sql, hashes);
  for (const shard of shards) {
    const found = await shard.transaction((tx) => findCurrent(tx, digest));
    // A revoked one may be another's by now.
    if (found !== undefined && found.revokedAt === undefined) return found;
  }
  return (await findCurrent(sql, digest)) ?? (await findReplaced(sql, digest));
}

function remember(found: FoundKey, digest: Uint8Array): FoundKey {
  digests.set(found.key, digest);
  return found;
}

async function findCurrent(sql: Sql, digest: Buffer): Promise<FoundKey | undefined> {
  const rows = await sql
    .tables<KeyTables>()
    .selectFrom('api_key')
    .select([...COLUMNS, 'api_key.secretHash'])
    .where('api_key.secretHash', '=', digest)
    .orderBy('api_key.createdAt', 'desc')
    .execute();
  const current = rows.filter(({ secretHash }) => isSameDigest(secretHash, digest));
  // A secret from the configuration may have belonged to a key that was revoked.
  const row = current.find(({ revokedAt }) => revokedAt === null) ?? current[0];
  return row === undefined
    ? undefined
    : remember(await toFound(sql, { ...withoutNulls(row), worksUntil: undefined }), digest);
}

/** What a key was found by, as long as anybody holds it: it makes client tokens that end with that secret. */
const digests = new WeakMap<VerifiedKey, Uint8Array>();

/** Undefined for a key that was not found by a secret. */
export const digestOf = (key: VerifiedKey): Uint8Array | undefined => digests.get(key);

export interface KnownKey {
  readonly found: FoundKey;
  /** The one that it has, and those that it had. */
  readonly secrets: readonly { readonly digest: Uint8Array; readonly worksUntil: Date | undefined }[];
}

export async function findById(sql: Sql, accountId: string, id: string): Promise<KnownKey | undefined> {
  const tables = sql.tables<KeyTables>();
  const row = await tables
    .selectFrom('api_key')
    .select([...COLUMNS, 'api_key.secretHash'])
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const replaced = await tables
    .selectFrom('replaced_secret')
    .select(['secretHash', 'worksUntil'])
    .where('accountId', '=', accountId)
    .where('apiKeyId', '=', id)
    .execute();
  const found = await toFound(sql, { ...withoutNulls(row), worksUntil: undefined });
  const before = replaced.map(({ secretHash, worksUntil }) => ({ digest: secretHash, worksUntil }));
  return { found, secrets: [{ digest: row.secretHash, worksUntil: undefined }, ...before] };
}

/** The latest of them, should a secret that was chosen have been replaced twice. */
async function findReplaced(sql: Sql, digest: Buffer): Promise<FoundKey | undefined> {
  const rows = await sql
    .tables<KeyTables>()
    .selectFrom('replaced_secret')
    .innerJoin('api_key', (join) =>
      join
        .onRef('api_key.accountId', '=', 'replaced_secret.accountId')
        .onRef('api_key.id', '=', 'replaced_secret.apiKeyId'),
    )
    .select([...COLUMNS, 'replaced_secret.secretHash', 'replaced_secret.worksUntil'])
    .where('replaced_secret.secretHash', '=', digest)
    .orderBy('replaced_secret.worksUntil', 'desc')
    .execute();
  const [replaced] = rows.filter(({ secretHash }) => isSameDigest(secretHash, digest));
  return replaced === undefined ? undefined : remember(await toFound(sql, withoutNulls(replaced)), digest);
}

type Row = Pick<ApiKey, 'ancestorIds'> & Omit<VerifiedKey, 'ancestors'> & Omit<FoundKey, 'key'>;

async function toFound(sql: Sql, row: Row): Promise<FoundKey> {
  const { accountId, id, name, prefix, scopes, spendingLimit, limitPeriod, expiresAt, allowedIps } = row;
  const ancestors = await readAncestors(sql, row);
  const limits = { spendingLimit, limitPeriod };
  const key = { accountId, id, name, prefix, scopes, ...limits, expiresAt, allowedIps, ancestors };
  return { key, revokedAt: row.revokedAt, lastUsedAt: row.lastUsedAt, worksUntil: row.worksUntil };
}

async function readAncestors(sql: Sql, { accountId, ancestorIds }: Row): Promise<KeyAncestor[]> {
  if (ancestorIds.length === 0) return [];
  const rows = await sql
    .tables<KeyTables>()
    .selectFrom('api_key')
    .select(['id', 'spendingLimit', 'limitPeriod'])
    .where('accountId', '=', accountId)
    .where('id', 'in', [...ancestorIds])
    .execute();
  const limits = new Map(rows.map((ancestor) => [ancestor.id, ancestor]));
  return ancestorIds.map((id) => ({
    id,
    spendingLimit: limits.get(id)?.spendingLimit ?? undefined,
    limitPeriod: limits.get(id)?.limitPeriod ?? 'DAY',
  }));
}
