// Races that are decided: what waits for a lock of another transaction is seen to wait.
import type { Sql } from '../../src/database/index.ts';
import { isCluster } from './cluster.ts';
import { waitUntil } from './wait-until.ts';

const WAITS = `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** How many statements of this database wait for a lock now, on all nodes. */
export async function lockWaits(sql: Pick<Sql, 'rows'>): Promise<number> {
  const [row] = isCluster()
    ? await sql.rows<{ count: bigint }>(
        'select sum(result::bigint)::bigint as count from run_command_on_all_nodes($1)',
        [WAITS],
      )
    : await sql.rows<{ count: bigint }>(WAITS);
  return Number(row?.count);
}

/** Until the work has ended, well or badly (`ended`), or waits for a lock (`waits`). */
export async function endOrWait(sql: Pick<Sql, 'rows'>, work: Promise<unknown>): Promise<'ended' | 'waits'> {
  let outcome: 'ended' | 'waits' | undefined;
  const end = (): void => {
    outcome ??= 'ended';
  };
  work.then(end, end);
  await waitUntil('the work ends or waits for a lock', async () => {
    if (outcome === undefined && (await lockWaits(sql)) > 0) outcome ??= 'waits';
    return outcome !== undefined;
  });
  return outcome ?? 'ended';
}
