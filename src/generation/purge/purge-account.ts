// All generations of an account, a few at a time: files first, then words, as for one. Those that have not ended are left, and counted.
import { plainArray, type Sql, shardOf, toPublicId, withoutNulls } from '../../database/index.ts';
import { eraseLabelCounts, mayHaveLabels, uncountLabels } from '../count/count-labels.ts';
import type { Metadata, StoredOutput } from '../generation.ts';
import type { GenerationTables } from '../generation-row.ts';
import { NO_MESSAGE, type PurgeServices, removeFiles } from './purge-generation.ts';

const AT_ONCE = 200;

export interface PurgedGenerations {
  readonly purged: number;
  /** Under way, or held for review: they still need what they were asked for. */
  readonly left: readonly string[];
}

/** Ended ones that wait for no operator. A subquery that names the rows keeps the update to the primary key. */
const ERASE = `update generation set prompt = null, parameters = '{}', metadata = null, tags = null, webhook_url = null,
    outputs = case when outputs is not null then '[]'::jsonb end, error = ${NO_MESSAGE}, purged_at = coalesce(purged_at, $3)
  where account_id = $1 and id = any($2::uuid[])`;
const ERASE_ATTEMPTS = `update attempt set error = ${NO_MESSAGE} where account_id = $1 and generation_id = any($2::uuid[])`;

/** Called now and then: how many were looked at, of how many; what is added meanwhile is not among these. */
export type OnPurged = (looked: number, all: number) => void;

export async function purgeGenerations(
  services: PurgeServices,
  accountId: string,
  onPurged?: OnPurged,
): Promise<PurgedGenerations> {
  const { database, now } = services;
  const all = onPurged === undefined ? 0 : await countOf(database, accountId);
  let purged = 0;
  const left: string[] = [];
  for (let after: string | undefined; ; ) {
    const rows = await nextOf(database, accountId, after);
    const ended = rows.filter(({ endedAt, cost }) => endedAt !== null && cost !== null);
    for (const generation of ended) await removeFiles(services, { accountId, ...generation });
    const ids = plainArray(ended.map(({ id }) => id));
    await shardOf(database, accountId).transaction(async (tx) => {
      const addressed = ended.map((row) => ({ accountId, ...withoutNulls(row) }));
      await uncountLabels(tx, accountId, addressed.filter(mayHaveLabels));
      await tx.rows(ERASE, [accountId, ids, now()]);
      await tx.rows(ERASE_ATTEMPTS, [accountId, ids]);
    });
    purged += ended.length;
    left.push(...rows.filter((row) => !ended.includes(row)).map(({ id }) => toPublicId('gen', id)));
    after = rows.at(-1)?.id;
    onPurged?.(purged + left.length, all);
    if (rows.length < AT_ONCE) break;
  }
  if (left.length === 0) await shardOf(database, accountId).transaction((tx) => eraseLabelCounts(tx, accountId));
  await database.tables<GenerationTables>().deleteFrom('quote').where('accountId', '=', accountId).execute();
  return { purged, left };
}

async function countOf(sql: Sql, accountId: string): Promise<number> {
  const { count } = await sql
    .tables<GenerationTables>()
    .selectFrom('generation')
    .where('accountId', '=', accountId)
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

interface Found {
  readonly id: string;
  readonly outputs: readonly StoredOutput[] | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly metadata: Metadata | null;
  readonly tags: string[] | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly cost: bigint | null;
}

async function nextOf(sql: Sql, accountId: string, after: string | undefined): Promise<Found[]> {
  let query = sql.tables<GenerationTables>().selectFrom('generation').where('accountId', '=', accountId);
  if (after !== undefined) query = query.where('id', '>', after);
  return query
    .select(['id', 'outputs', 'parameters', 'metadata', 'tags', 'createdAt', 'endedAt', 'cost'])
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
}
