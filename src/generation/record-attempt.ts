// An attempt is written down before the provider is called, so that a lost answer can be looked up and never repeated.
import { type Database, plainArray, type Sql, type Transaction, textArray } from '../database/index.ts';
import type { Attempt, AttemptStatus, GenerationFailure } from './generation.ts';
import { ATTEMPT_COLUMNS, type AttemptRow, toAttempt } from './generation-row.ts';
import { readAttempts } from './read-generations.ts';
import type { GenerationAddress } from './status-events.ts';

export interface NewAttempt extends GenerationAddress {
  readonly attemptId: string;
  readonly number: number;
  readonly provider: string;
  /** The id the provider will know the work by, if that is decided before the call. */
  readonly upstreamId: string | undefined;
  readonly now: Date;
}

/** Undefined when another worker opened the attempt of this number first: look again. */
export async function openAttempt(sql: Sql, attempt: NewAttempt): Promise<Attempt | undefined> {
  const rows = await sql.rows<AttemptRow>(
    `insert into attempt (account_id, generation_id, number, id, provider, upstream_id, status, started_at)
     values ($1, $2, $3, $4, $5, $6, 'SUBMITTED', $7) on conflict do nothing returning ${ATTEMPT_COLUMNS}`,
    [
      attempt.accountId,
      attempt.id,
      attempt.number,
      attempt.attemptId,
      attempt.provider,
      attempt.upstreamId,
      attempt.now,
    ],
  );
  return rows.map(toAttempt)[0];
}

export async function noteUpstreamId(sql: Sql, address: GenerationAddress, attempt: Attempt): Promise<void> {
  await sql.rows(`update attempt set upstream_id = $4 where account_id = $1 and generation_id = $2 and number = $3`, [
    address.accountId,
    address.id,
    attempt.number,
    attempt.upstreamId,
  ]);
}

export interface AttemptEnd extends GenerationAddress {
  readonly number: number;
  readonly status: Exclude<AttemptStatus, 'SUBMITTED'>;
  readonly error: GenerationFailure | undefined;
  readonly endedAt: Date;
}

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
export function sendAttemptEnds(tx: Transaction, ends: readonly AttemptEnd[]): void {
  if (ends.length > 0) tx.send(END_ATTEMPTS, endColumns(ends));
}

function endColumns(ends: readonly AttemptEnd[]): string[] {
  return [
    plainArray(ends.map((end) => end.accountId)),
    plainArray(ends.map((end) => end.id)),
    plainArray(ends.map((end) => end.number)),
    plainArray(ends.map((end) => end.status)),
    textArray(ends.map((end) => (end.error === undefined ? undefined : JSON.stringify(end.error)))),
    plainArray(ends.map((end) => end.endedAt)),
  ];
}

export async function attemptsOf(database: Database, address: GenerationAddress): Promise<Attempt[]> {
  return readAttempts(database, address.accountId, [address.id]);
}
