// Generations of one account: by id, and newest first by keyset. Those of all accounts that wait for an operator, longest
// waiting first.
import { firstIdAt, type Sql, type StoredRow, withoutNulls } from '../../database/index.ts';
import type { GenerationEntity } from '../entities.ts';
import type { Attempt, Generation, GenerationStatus } from '../generation.ts';
import { type GenerationTables, toGeneration } from '../generation-row.ts';
import { type EndedAsked, findEnded, findOpen } from './find-ended.ts';

export interface GenerationFilter {
  readonly statuses?: readonly GenerationStatus[];
  readonly models?: readonly string[];
}

export interface GenerationPage {
  readonly accountId: string;
  readonly filter: GenerationFilter;
  readonly limit: number;
  /** Where the plan's audit window begins: nothing that was accepted before it is looked for. */
  readonly since: Date;
  /** Only generations older than this id (UUIDv7, so ids are in order of time). */
  readonly beforeId?: string;
  /** So many of the newest are left out; not with a filter. */
  readonly offset?: number;
}

const generations = (sql: Sql) => sql.tables<GenerationTables>().selectFrom('generation');

export async function readGenerations(sql: Sql, accountId: string, ids: readonly string[]): Promise<Generation[]> {
  if (ids.length === 0) return [];
  const query = generations(sql).where('accountId', '=', accountId);
  return (
    await query
      .where('id', 'in', [...ids])
      .selectAll()
      .execute()
  ).map(shown);
}

/** What only its workers go by stays here. */
function shown(stored: StoredRow<typeof GenerationEntity>): Generation {
  const { cancelRequestedAt: _asked, dueAt: _due, refunded: _refunded, ...row } = stored;
  return toGeneration(row);
}

export async function readGeneration(sql: Sql, accountId: string, id: string): Promise<Generation | undefined> {
  const [generation] = await readGenerations(sql, accountId, [id]);
  return generation;
}

export async function listGenerations(sql: Sql, page: GenerationPage): Promise<Generation[]> {
  const { statuses = ALL_STATUSES, models } = page.filter;
  if (page.filter.statuses !== undefined || models !== undefined) return listMatching(sql, page, { statuses, models });
  let query = generations(sql).where('accountId', '=', page.accountId).where('createdAt', '>=', page.since);
  if (page.beforeId !== undefined) query = query.where('id', '<', page.beforeId);
  query = query.where('id', '>=', firstIdAt(page.since.getTime() - HOUR));
  if (page.offset !== undefined) query = query.offset(page.offset);
  return (await query.selectAll().orderBy('id', 'desc').limit(page.limit).execute()).map(shown);
}

const ALL_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
/** An id may be older than the moment of acceptance, by what acceptance takes. */
const HOUR = 3_600_000;

/** Of those that are open and of those that have ended the newest, each found by what there is to find them by. */
async function listMatching(
  sql: Sql,
  { accountId, limit, since, beforeId }: GenerationPage,
  { statuses, models }: Pick<EndedAsked, 'statuses' | 'models'>,
): Promise<Generation[]> {
  const asked = { accountId, statuses, models, since, beforeId, limit };
  const [open, ended] = await Promise.all([findOpen(sql, asked), findEnded(sql, asked)]);
  // What ends between the two is in both.
  const newest = [...new Set([...open, ...ended])].sort((one, other) => (one < other ? 1 : -1)).slice(0, limit);
  const found = await readGenerations(sql, accountId, newest);
  return found.toSorted((one, other) => (one.id < other.id ? 1 : -1));
}

export async function readAttempts(sql: Sql, accountId: string, generationIds: readonly string[]): Promise<Attempt[]> {
  if (generationIds.length === 0) return [];
  const rows = await sql
    .tables<GenerationTables>()
    .selectFrom('attempt')
    .select(['generationId', 'number', 'id', 'provider', 'upstreamId', 'status', 'error', 'startedAt', 'endedAt'])
    .where('accountId', '=', accountId)
    .where('generationId', 'in', [...generationIds])
    .orderBy('generationId')
    .orderBy('number')
    .execute();
  return rows.map(withoutNulls);
}

export interface HeldPage {
  readonly limit: number;
  /** Only those after this one. */
  readonly after?: HeldKey;
}

export interface HeldKey {
  readonly heldAt: Date;
  readonly id: string;
}

export async function readHeld(sql: Sql, { limit, after }: HeldPage): Promise<Generation[]> {
  let query = generations(sql).where('heldAt', 'is not', null).where('cost', 'is', null);
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('heldAt', 'id'), '>', eb.tuple(after.heldAt, after.id)));
  }
  return (await query.selectAll().orderBy('heldAt').orderBy('id').limit(limit).execute()).map(shown);
}

export interface StuckPage {
  readonly limit: number;
  /** Accepted before this moment and not ended. */
  readonly before: Date;
  /** Or under a lease that ran out before this one. */
  readonly leaseOver: Date;
  readonly after?: { readonly createdAt: Date; readonly id: string } | undefined;
}

/** Of all accounts, oldest first: by the indexes of what is queued and of what is leased. */
export async function readStuck(sql: Sql, { limit, before, leaseOver, after }: StuckPage): Promise<Generation[]> {
  let query = generations(sql).where((eb) =>
    eb.or([
      eb.and([eb('status', '=', 'QUEUED'), eb('createdAt', '<', before)]),
      eb.and([eb('dueAt', 'is not', null), eb.or([eb('createdAt', '<', before), eb('dueAt', '<', leaseOver)])]),
    ]),
  );
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '>', eb.tuple(after.createdAt, after.id)));
  }
  return (await query.selectAll().orderBy('createdAt').orderBy('id').limit(limit).execute()).map(shown);
}

/** How many of an account's reservations are only open because an operator has yet to decide. */
export async function countHeld(sql: Sql, accountId: string): Promise<number> {
  const { held } = await generations(sql)
    .where('accountId', '=', accountId)
    .where('heldAt', 'is not', null)
    .where('cost', 'is', null)
    .whereRef('endedAt', '=', 'heldAt')
    .select(({ fn }) => fn.countAll<bigint>().as('held'))
    .executeTakeFirstOrThrow();
  return Number(held);
}
