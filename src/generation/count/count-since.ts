// How many generations an account has had since a moment: what has ended is counted by quarters of an hour, so that no history is
// read; only the quarter that the moment falls into is looked through.
import { firstIdAt, type Sql } from '../../database/index.ts';

export interface CountAsked {
  readonly accountId: string;
  /** When they were accepted, at the earliest. */
  readonly since: Date;
}

const QUARTER_MILLISECONDS = 900_000;
/** An id may be older than the moment of acceptance, by what acceptance takes. */
const HOUR_MILLISECONDS = 3_600_000;

/** One statement, so that what ends meanwhile is either open or counted. */
const COUNT = `select (
    (select count(*) from generation where account_id = $1 and status = 'QUEUED' and created_at >= $2)
    + (select count(*) from generation
        where account_id = $1 and status = 'RUNNING' and due_at is not null and created_at >= $2)
    + (select coalesce(sum(generations), 0) from usage_quarter where account_id = $1 and quarter_hour >= $3)
    + (select count(*) from generation where account_id = $1 and id >= $4 and id < $5
        and created_at >= $2 and created_at < $6 and ended_at is not null)
  )::int as count`;

export async function countSince(sql: Sql, { accountId, since }: CountAsked): Promise<number> {
  const from = since.getTime();
  const quarter = Math.trunc(from / QUARTER_MILLISECONDS) + 1;
  const next = quarter * QUARTER_MILLISECONDS;
  const ids = [firstIdAt(from - HOUR_MILLISECONDS), firstIdAt(next)];
  const [row] = await sql.rows<{ count: number }>(COUNT, [accountId, since, quarter, ...ids, new Date(next)]);
  return row?.count ?? 0;
}
