// Which attempts the cap of a month counts.

/**
 * Of account $1 in the month that begins at $2. Every attempt counts, whatever became of it: its money may have moved. One
 * that was begun in one month and answered in the next counts in both, since nobody knows when the money moved. None is
 * without an answer for 35 days, unless it is still open.
 */
export const COUNTED = `account_id = $1 and (status = 'PENDING'
  or (created_at >= $2::timestamptz - interval '35 days' and (created_at >= $2 or ended_at >= $2)))`;
