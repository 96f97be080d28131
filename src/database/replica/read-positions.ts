// What primary and replica say of where they are. Whoever may connect may ask this of PostgreSQL.
import type { Sql } from '../sql.ts';
import type { Lineage, Mark, ReplicaState } from './decide-read.ts';

type Clocks = Pick<Mark, 'at' | 'tick'>;

const DATABASE = `(select system_identifier::text from pg_control_system()) as system,
  (select oid::bigint from pg_database where datname = current_database()) as database`;

/**
 * What is on the disk: nothing that others see lies behind it, unless synchronous_commit is off. The timeline is in the name of the
 * segment that is being written; the checkpoint's would be the old one for a while after a failover.
 */
const MARK = `select (pg_current_wal_flush_lsn() - '0/0')::bigint as position, ${DATABASE},
  ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int as timeline`;

/** The timeline is that of the last checkpoint that was replayed: after a failover it is late, and the replica unused meanwhile. */
const STATE = `select pg_is_in_recovery() as "isStandby", (pg_last_wal_replay_lsn() - '0/0')::bigint as replayed, ${DATABASE},
  (select timeline_id from pg_control_checkpoint()) as timeline`;

interface LineageRow extends Omit<Lineage, 'database'> {
  readonly database: bigint;
}

const lineageOf = ({ system, timeline, database }: LineageRow): Lineage => ({
  ...{ system, timeline },
  database: Number(database),
});

/** `clocks`: read before it is asked, so that all that was committed before lies before the position. */
export async function readMark(primary: Pick<Sql, 'rows'>, clocks: Clocks): Promise<Mark> {
  const [row] = await primary.rows<LineageRow & Pick<Mark, 'position'>>(MARK);
  if (row === undefined) throw new Error('the primary does not know where it is');
  return { ...clocks, position: row.position, lineage: lineageOf(row) };
}

export async function readState(replica: Pick<Sql, 'rows'>): Promise<ReplicaState> {
  const [row] = await replica.rows<LineageRow & Omit<ReplicaState, 'lineage'>>(STATE);
  if (row === undefined) throw new Error('the replica does not know where it is');
  const { isStandby, replayed } = row;
  return { isStandby, replayed, lineage: lineageOf(row) };
}
