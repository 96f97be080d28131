// Looks at primary and replica every second: how far the primary's log had come at which moment, and whether the replica may be read.
import { repeat, type Stoppable } from '../../background/index.ts';
import type { Sql } from '../sql.ts';
import { decideRead, type Mark, type ReadNeed, reachedOf, type Unfit } from './decide-read.ts';
import { readMark, readState } from './read-positions.ts';

export interface Watched {
  readonly primary: Pick<Sql, 'rows'>;
  /** A connection of its own, so that a long read is no reason to think that nobody answers. */
  readonly replica: Pick<Sql, 'rows'>;
  /** The age that figures may have. */
  readonly longestMilliseconds: number;
  readonly now: () => Date;
  /** Called when the replica begins or ceases to be read. */
  readonly onChange: (change: ReplicaChange) => void;
}

export type ReplicaChange =
  | { readonly isRead: true }
  | { readonly isRead: false; readonly because: Unfit; readonly error: unknown };

export interface ReplicaWatch extends Stoppable {
  /** Why the replica is not read, as it was last seen; undefined while it is. */
  unfit(): Unfit | undefined;
  /** The oldest first: those that a recent read may be as old as. */
  marks(): readonly Mark[];
  /** Of this moment. */
  mark(): Promise<Mark>;
  recent(notBefore: Date | undefined): ReadNeed;
  /** In seconds, at most: since the last moment of which the replica is known to have had everything. Undefined before the first. */
  lagSeconds(): number | undefined;
}

/** So often at least; more often where the age that is allowed is no longer than a few looks. */
const LOOK_MILLISECONDS = 1_000;
const LOOKS_IN_AN_AGE = 4;

interface Seen {
  readonly unfit: Unfit | undefined;
  readonly error?: unknown;
}

export function watchReplica({ primary, replica, longestMilliseconds, now, onChange }: Watched): ReplicaWatch {
  let marks: readonly Mark[] = [];
  let reached: Mark | undefined;
  /** Until it was seen to have reached a mark, nobody knows. */
  let unfit: Unfit | undefined = 'BEHIND';
  let announced: Unfit | 'READ' | undefined;
  const beganAt = performance.now();

  const mark = (): Promise<Mark> => readMark(primary, { at: now(), tick: performance.now() });
  const recent = (notBefore: Date | undefined): ReadNeed => ({
    ...{ kind: 'RECENT', longestMilliseconds, notBefore, tick: performance.now() },
  });
  const note = (latest: Mark): void => {
    const since = latest.tick - longestMilliseconds;
    marks = [...marks.filter(({ tick }) => tick >= since), latest];
  };
  const lookAtReplica = async (): Promise<Seen> => {
    try {
      const state = await readState(replica);
      const place = decideRead(state, marks, recent(undefined));
      if (place.where === 'PRIMARY') return { unfit: place.because };
      reached = reachedOf(state, marks);
      return { unfit: undefined };
    } catch (error) {
      return { unfit: 'AWAY', error };
    }
  };
  const announce = ({ unfit: because, error }: Seen): void => {
    const state = because ?? 'READ';
    // At first it is behind by the time that passes between two looks.
    const isNew = announced === undefined && performance.now() - beganAt <= longestMilliseconds;
    if (state === announced || (state === 'BEHIND' && isNew)) return;
    announced = state;
    onChange(because === undefined ? { isRead: true } : { isRead: false, because, error });
  };
  const look = async (): Promise<undefined> => {
    // A primary that does not answer says nothing of the replica, whose figures grow older until they are too old.
    const latest = await mark().catch(() => undefined);
    if (latest !== undefined) note(latest);
    const seen = await lookAtReplica();
    unfit = seen.unfit;
    announce(seen);
  };
  const everyMilliseconds = Math.min(LOOK_MILLISECONDS, longestMilliseconds / LOOKS_IN_AN_AGE);
  const looking = repeat(
    { what: 'the look at the replica', everyMilliseconds, startsAtOnce: true, work: look },
    () => undefined, // what fails was announced
  );
  return {
    unfit: () => unfit,
    marks: () => marks,
    mark,
    recent,
    lagSeconds: () => (reached === undefined ? undefined : (performance.now() - reached.tick) / 1_000),
    stop: () => looking.stop(),
  };
}
