// Changes a key. The change is decided over both keys as they are in the database, not as a cache knows them: a key that
// was cut back a moment ago must not widen itself again.
import type { Sql } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { ApiKey, Scope } from './api-key.ts';
import { decideKeyPowers, type KeyRefusal, lostManagement } from './decide-key-powers.ts';
import { KEY_COLUMNS, type KeyRow, toApiKey } from './key-row.ts';

/** NOTIFY channel; the payload is the id of a key that was changed or revoked. */
export const KEY_CHANGED_CHANNEL = 'tollgate_key_changed';

/** Another one that manages keys, and lasts as long as the one that is lost. */
export const MANAGER_BESIDE = `'KEYS_WRITE' = any(other.scopes)
  and coalesce(other.expires_at, 'infinity') >= coalesce(lost.expires_at, 'infinity')`;

/** What is absent stays as it is. */
export interface KeyChanges {
  readonly name?: string | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  /** Micro-credits per UTC day; null: no limit. */
  readonly dailyLimit?: MicroCredits | null | undefined;
  /** Null: never. */
  readonly expiresAt?: Date | null | undefined;
}

export interface KeyUpdate {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** The key that asks; it may be the same one. */
  readonly actingKeyId: string;
  readonly changes: KeyChanges;
}

export type KeyUpdateOutcome =
  | { readonly status: 'updated'; readonly apiKey: ApiKey }
  | { readonly status: 'refused'; readonly refusal: KeyRefusal };

interface Read {
  readonly key: ApiKey;
  /** Of the row, as PostgreSQL keeps it: another one means that somebody wrote in between. */
  readonly version: string;
}

const NOT_FOUND: KeyUpdateOutcome = { status: 'refused', refusal: { code: 'API_KEY_NOT_FOUND' } };
/** A key's row is written once a minute while it is used, and when somebody changes it. */
const MOST_TRIES = 20;

const READ = `select ${KEY_COLUMNS}, xmin::text as version from api_key
  where account_id = $1 and id = any($2::uuid[]) and revoked_at is null`;

/** Only while both keys are as they were read. */
const WRITE = `with standing as materialized (select id, scopes, expires_at from api_key
    where $10 is false and account_id = $1 and revoked_at is null order by id for update),
  changed as (
    update api_key set name = $6, scopes = $7::text[], daily_limit = $8, expires_at = $9
      where account_id = $1 and id = $2 and xmin::text = $3
        and exists (select from api_key acting where acting.account_id = $1 and acting.id = $4 and acting.xmin::text = $5)
        and ($10 or exists (select from standing other, api_key lost where other.id <> $2
          and lost.account_id = $1 and lost.id = $2 and ${MANAGER_BESIDE}))
      returning ${KEY_COLUMNS})
  select changed.*, pg_notify('${KEY_CHANGED_CHANNEL}', id::text) from changed`;

export async function updateApiKey(sql: Sql, update: KeyUpdate): Promise<KeyUpdateOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const outcome = await tryUpdate(sql, update);
    if (outcome !== undefined) return outcome;
  }
  throw new Error(`the API key ${update.apiKeyId} is being changed by others all the time`);
}

/** Undefined when one of the keys was written in between. */
async function tryUpdate(sql: Sql, update: KeyUpdate): Promise<KeyUpdateOutcome | undefined> {
  const { accountId, apiKeyId, actingKeyId, changes } = update;
  const read = await readKeys(sql, accountId, [apiKeyId, actingKeyId]);
  const [target, acting] = [read.get(apiKeyId), read.get(actingKeyId)];
  if (target === undefined || acting?.key.scopes.includes('KEYS_WRITE') !== true) return NOT_FOUND;
  const before = target.key;
  const after = changed(before, changes);
  const refusal = decideKeyPowers({ acting: acting.key, before, after });
  if (refusal !== undefined) return { status: 'refused', refusal };
  const lost = lostManagement(before, after);
  if (lost !== undefined && !(await isManagedBeside(sql, update))) {
    return { status: 'refused', refusal: { code: 'LAST_MANAGER', path: lost } };
  }
  const { name, scopes, dailyLimit, expiresAt } = after;
  const [row] = await sql.rows<KeyRow>(WRITE, [
    ...[accountId, apiKeyId, target.version, actingKeyId, acting.version],
    ...[name, scopes, dailyLimit, expiresAt, lost === undefined],
  ]);
  return row === undefined ? undefined : { status: 'updated', apiKey: toApiKey(row) };
}

async function isManagedBeside(sql: Sql, { accountId, apiKeyId }: KeyUpdate): Promise<boolean> {
  const found = await sql.rows(
    `select from api_key other join api_key lost on lost.account_id = other.account_id and lost.id = $2
       where other.account_id = $1 and other.id <> $2 and other.revoked_at is null and ${MANAGER_BESIDE} limit 1`,
    [accountId, apiKeyId],
  );
  return found.length > 0;
}

async function readKeys(sql: Sql, accountId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Read>> {
  const rows = await sql.rows<KeyRow & { version: string }>(READ, [accountId, ids]);
  return new Map(rows.map((row) => [row.id, { key: toApiKey(row), version: row.version }]));
}

function changed(key: ApiKey, { name, scopes, dailyLimit, expiresAt }: KeyChanges): ApiKey {
  return {
    ...key,
    name: name ?? key.name,
    scopes: scopes ?? key.scopes,
    dailyLimit: dailyLimit === undefined ? key.dailyLimit : (dailyLimit ?? undefined),
    expiresAt: expiresAt === undefined ? key.expiresAt : (expiresAt ?? undefined),
  };
}
