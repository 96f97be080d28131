// Whether a read may be answered by a replica, and whether one that failed there is asked again of the primary. Pure: what both servers
// say, and the time, are handed in.

/**
 * Which books a server has. After a failover, what still follows the old primary has the same system identifier, a later position, and
 * another timeline; and so has whatever was once restored from a backup and promoted.
 */
export interface Lineage {
  /** PostgreSQL's system identifier: the same for all copies of one cluster. */
  readonly system: string;
  readonly timeline: number;
  /** Of the database in the cluster. */
  readonly database: number;
}

/** How far the primary's log had come: what was committed before `at` lies before `position`. */
export interface Mark {
  readonly lineage: Lineage;
  /** Bytes of the log that are on the primary's disk. */
  readonly position: bigint;
  readonly at: Date;
  /** The same moment in milliseconds of a clock that nobody sets. */
  readonly tick: number;
}

/** What a session of the replica says of its server. */
export interface ReplicaState {
  readonly isStandby: boolean;
  readonly lineage: Lineage;
  /** Bytes of the log that are replayed; null of a server that replays none. */
  readonly replayed: bigint | null;
}

export type ReadNeed =
  | {
      readonly kind: 'RECENT';
      /** The age that figures may have. */
      readonly longestMilliseconds: number;
      /** What was committed before this moment has to be there. */
      readonly notBefore: Date | undefined;
      /** Now, by the clock of the marks. */
      readonly tick: number;
    }
  /** Everything up to a mark. */
  | { readonly kind: 'THROUGH'; readonly mark: Mark };

/** Why not. */
export type Unfit = 'AWAY' | 'NO_STANDBY' | 'OTHER_DATABASE' | 'BEHIND';

export type ReadPlace =
  | { readonly where: 'REPLICA'; readonly asOf: Date }
  | { readonly where: 'PRIMARY'; readonly because: Unfit };

/** `marks`: the oldest first. */
export function decideRead(state: ReplicaState, marks: readonly Mark[], need: ReadNeed): ReadPlace {
  const unfit = unfitnessOf(state, need.kind === 'THROUGH' ? need.mark : marks.at(-1));
  if (unfit !== undefined) return { where: 'PRIMARY', because: unfit };
  const reached = need.kind === 'THROUGH' ? reachedOf(state, [need.mark]) : reachedOf(state, marks);
  if (reached === undefined || !isRecent(reached, need)) return { where: 'PRIMARY', because: 'BEHIND' };
  return { where: 'REPLICA', asOf: reached.at };
}

function isRecent(reached: Mark, need: ReadNeed): boolean {
  if (need.kind === 'THROUGH') return true;
  const { tick, longestMilliseconds, notBefore } = need;
  return tick - reached.tick <= longestMilliseconds && (notBefore === undefined || reached.at >= notBefore);
}

/** The last of the marks that is replayed. */
export const reachedOf = ({ lineage, replayed }: ReplicaState, marks: readonly Mark[]): Mark | undefined =>
  replayed === null ? undefined : marks.findLast((mark) => mark.position <= replayed && isSame(mark.lineage, lineage));

/** Undefined where the primary has said nothing yet: nobody knows then how far it has come. */
function unfitnessOf(state: ReplicaState, last: Mark | undefined): Unfit | undefined {
  if (!state.isStandby) return 'NO_STANDBY';
  if (last === undefined) return 'BEHIND';
  return isSame(state.lineage, last.lineage) ? undefined : 'OTHER_DATABASE';
}

const isSame = (one: Lineage, other: Lineage): boolean =>
  one.system === other.system && one.timeline === other.timeline && one.database === other.database;

/** The statement took too long, which it would there too; the work writes, which is a mistake of ours. */
const SAME_EVERYWHERE: ReadonlySet<string | undefined> = new Set(['57014', '25006']);

/**
 * Whether a read that failed at the replica is asked of the primary. `code`: its SQLSTATE or that of the socket. Rows that a query reads
 * may be vacuumed away under it (40001), the replica may go away, refuse or say nothing: whatever is wrong with the read itself, the
 * primary says again.
 */
export const isAskedAgain = (code: string | undefined): boolean => !SAME_EVERYWHERE.has(code);
