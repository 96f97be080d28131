// An attempt is written down before the provider is called, so that a lost answer can be looked up and never repeated.
import {
  type Database,
  int4s,
  jsonbs,
  prepared,
  type Sends,
  type Sql,
  type Transaction,
  texts,
  timestamptzs,
  uuids,
  withoutNulls,
} from '../../database/index.ts';
import type { Attempt, AttemptStatus, GenerationAddress, GenerationFailure } from '../generation.ts';
import { ATTEMPT_COLUMNS, type GenerationTables, type StoredAttempt } from '../generation-row.ts';
import { readAttempts } from '../read/generations.ts';

export interface NewAttempt extends GenerationAddress {
  readonly attemptId: string;
  readonly number: number;
  readonly provider: string;
  /** The id the provider will know the work by, if that is decided before the call. */
  readonly upstreamId: string | undefined;
  readonly now: Date;
}

/** Holds the generation while it looks, so that it cannot end in between. */
const OPEN = `insert into attempt (account_id, generation_id, number, id, provider, upstream_id, status, started_at)
  select account_id, id, $3::int, $4::uuid, $5::text, $6::text, 'SUBMITTED', $7::timestamptz
    from generation where account_id = $1 and id = $2 and status = 'RUNNING' for share
  on conflict do nothing returning ${ATTEMPT_COLUMNS}`;

/** Undefined when another worker opened the attempt of this number first, or the generation runs no more. */
export async function openAttempt(sql: Sql, attempt: NewAttempt): Promise<Attempt | undefined> {
  const rows = await sql.rows<StoredAttempt>(OPEN, [
    attempt.accountId,
    attempt.id,
    attempt.number,
    attempt.attemptId,
    attempt.provider,
    attempt.upstreamId,
    attempt.now,
  ]);
  return rows.map(withoutNulls)[0];
}

const OPEN_FIRST = prepared(
  'attempt_open_first',
  `insert into attempt (account_id, generation_id, number, id, provider, upstream_id, status, started_at)
  select account_id, generation_id, 1, id, provider, upstream_id, 'SUBMITTED', started_at
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
      as first (account_id, generation_id, id, provider, upstream_id, started_at)
  on conflict do nothing returning id`,
);

/** First attempts of generations that the transaction takes. Their ids are known once it has been committed. */
export async function sendFirstAttempts(tx: Transaction, firsts: readonly First[]): Promise<ReadonlySet<string>> {
  if (firsts.length === 0) return new Set();
  const written = tx.rows<{ readonly id: string }>(OPEN_FIRST, [
    uuids(firsts, ({ generation }) => generation.accountId),
    uuids(firsts, ({ generation }) => generation.id),
    uuids(firsts, ({ attempt }) => attempt.id),
    texts(firsts, ({ attempt }) => attempt.provider),
    texts(firsts, ({ attempt }) => attempt.upstreamId),
    timestamptzs(firsts, ({ attempt }) => attempt.startedAt),
  ]);
  // Its failure is that of the transaction.
  return new Set((await written.catch(() => [])).map(({ id }) => id));
}

interface First {
  readonly generation: GenerationAddress;
  readonly attempt: Attempt;
}

export async function noteUpstreamId(sql: Sql, address: GenerationAddress, attempt: Attempt): Promise<void> {
  await sql
    .tables<GenerationTables>()
    .updateTable('attempt')
    .set({ upstreamId: attempt.upstreamId ?? null })
    .where('accountId', '=', address.accountId)
    .where('generationId', '=', address.id)
    .where('number', '=', attempt.number)
    .execute();
}

export interface AttemptEnd extends GenerationAddress {
  readonly number: number;
  readonly status: Exclude<AttemptStatus, 'SUBMITTED'>;
  readonly error: GenerationFailure | undefined;
  readonly endedAt: Date;
}

/** Not prepared: an update joined to its rows is planned by the size that the table has now. */
const END_ATTEMPTS = `update attempt set status = ended.status, error = ended.error, ended_at = ended.ended_at
  from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::jsonb[], $6::timestamptz[])
    as ended (account_id, generation_id, number, status, error, ended_at)
  where attempt.account_id = ended.account_id and attempt.generation_id = ended.generation_id
    and attempt.number = ended.number and attempt.status = 'SUBMITTED'`;

/** Ends attempts that are still open; an ended one keeps its first end. */
export async function endAttempts(sql: Sql, ends: readonly AttemptEnd[]): Promise<void> {
  await sql.rows(END_ATTEMPTS, endColumns(ends));
}

/** The same within a transaction, which waits for it at its end. */
export function sendAttemptEnds(tx: Sends, ends: readonly AttemptEnd[]): void {
  if (ends.length > 0) tx.send(END_ATTEMPTS, endColumns(ends));
}

function endColumns(ends: readonly AttemptEnd[]): Buffer[] {
  return [
    uuids(ends, (end) => end.accountId),
    uuids(ends, (end) => end.id),
    int4s(ends, (end) => end.number),
    texts(ends, (end) => end.status),
    jsonbs(ends, (end) => (end.error === undefined ? undefined : JSON.stringify(end.error))),
    timestamptzs(ends, (end) => end.endedAt),
  ];
}

export async function attemptsOf(database: Database, address: GenerationAddress): Promise<Attempt[]> {
  return readAttempts(database, address.accountId, [address.id]);
}
