// Reads that need not be answered where writes go. Whatever decides about money, and whatever a customer reads right after writing, is
// not asked this way (decision 104).
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../connection.ts';
import { errorCode } from '../database-errors.ts';
import type { Sql } from '../sql.ts';
import { decideRead, isAskedAgain, type Mark, type ReadNeed, reachedOf, type Unfit } from './decide-read.ts';
import { readState } from './read-positions.ts';
import type { ReplicaWatch } from './watch-replica.ts';

/** Only reads, and may be done twice: at the replica, and again at the primary. */
export type ReadWork<T> = (sql: Sql) => Promise<T>;

export type Read = <T>(work: ReadWork<T>) => Promise<T>;

export interface Dated<T> {
  readonly value: T;
  /** What was committed before it is in the value. */
  readonly asOf: Date;
}

export interface Reads {
  /** Figures that may be as old as it is allowed to them, and have what was committed before `notBefore`. */
  recent<T>(work: ReadWork<T>, notBefore?: Date): Promise<Dated<T>>;
  /** All that is read by it has everything that was committed before this call. */
  upToNow(): Promise<Read>;
}

/** Why a read was answered where it was; FRESH by the replica, FAILED by the primary after the replica had failed. */
export type ReadReason = 'FRESH' | 'FAILED' | Unfit;

export interface ReplicaReading {
  readonly primary: Sql;
  readonly replica: Pick<Database, 'rows' | 'readOnly'>;
  readonly watch: Pick<ReplicaWatch, 'unfit' | 'marks' | 'mark' | 'recent'>;
  readonly now: () => Date;
  /** Called with every read that is answered. */
  readonly onRead?: ((reason: ReadReason) => void) | undefined;
  /** Called with what failed at the replica. */
  readonly onFailed?: ((error: unknown) => void) | undefined;
}

/** All by the primary. */
export function primaryReads(sql: Sql, now: () => Date): Reads {
  return {
    recent: async (work) => {
      const asOf = now();
      return { asOf, value: await work(sql) };
    },
    upToNow: () => Promise.resolve((work) => work(sql)),
  };
}

/** By the replica where it will do, and by the primary everywhere else. */
export function replicaReads(reading: ReplicaReading): Reads {
  const { primary, replica, watch, now, onRead } = reading;
  const others = primaryReads(primary, now);
  const answer = async <T>(need: ReadNeed, work: ReadWork<T>): Promise<Dated<T>> => {
    const read = await readReplica(reading, need, work);
    onRead?.(read.reason);
    return read.dated ?? others.recent(work);
  };
  return {
    recent: (work, notBefore) => answer(watch.recent(notBefore), work),
    upToNow: async () => {
      const mark = await watch.mark();
      if (watch.unfit() === undefined) await waitFor(replica, mark);
      return async (work) => (await answer({ kind: 'THROUGH', mark }, work)).value;
    },
  };
}

interface ReplicaRead<T> {
  readonly reason: ReadReason;
  /** Undefined: the primary has to answer. */
  readonly dated: Dated<T> | undefined;
}

/** Where the replica stands is asked in the session that is read: behind one address there may be several. */
async function readReplica<T>(
  { replica, watch, onFailed }: ReplicaReading,
  need: ReadNeed,
  work: ReadWork<T>,
): Promise<ReplicaRead<T>> {
  const unfit = watch.unfit();
  if (unfit !== undefined) return { reason: unfit, dated: undefined };
  try {
    return await replica.readOnly(async (tx): Promise<ReplicaRead<T>> => {
      // Each statement sees at least what was replayed before it: the transaction is READ COMMITTED.
      const place = decideRead(await readState(tx), watch.marks(), need);
      if (place.where === 'PRIMARY') return { reason: place.because, dated: undefined };
      return { reason: 'FRESH', dated: { asOf: place.asOf, value: await work(tx) } };
    });
  } catch (error) {
    if (!isAskedAgain(errorCode(error))) throw error;
    onFailed?.(error);
    return { reason: 'FAILED', dated: undefined };
  }
}

/** A replica that follows closely is there within milliseconds, and the primary is spared. */
const PAUSES_MILLISECONDS = [5, 15, 30, 100] as const;

/** Whether it came is looked at again with every read. */
async function waitFor(replica: ReplicaReading['replica'], mark: Mark): Promise<void> {
  for (const pause of PAUSES_MILLISECONDS) {
    const state = await readState(replica).catch(() => undefined);
    if (state === undefined || reachedOf(state, [mark]) !== undefined) return;
    await delay(pause);
  }
}
