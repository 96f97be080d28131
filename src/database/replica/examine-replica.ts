// How a replica stands beside its primary, once: for somebody who wants to know whether it will do.
import { setTimeout as delay } from 'node:timers/promises';
import { createPool, type Patience } from '../pools.ts';
import type { Sql } from '../sql.ts';
import { decideRead, type Mark } from './decide-read.ts';
import { readMark, readState } from './read-positions.ts';
import { rowsOn } from './rows-on.ts';

export type ExaminedReplica =
  /** It had everything of the moment it was asked about within so many seconds. */
  | { readonly kind: 'FOLLOWS'; readonly seconds: number }
  /** It had not, in the time that it was given; bytes of the log that it lacks. */
  | { readonly kind: 'BEHIND'; readonly bytes: bigint }
  | { readonly kind: 'NO_STANDBY' | 'OTHER_DATABASE' };

export interface ReplicaExamination {
  readonly primary: Pick<Sql, 'rows'>;
  /** Of the replica. */
  readonly url: string;
  readonly patienceMilliseconds: number;
}

const PAUSE_MILLISECONDS = 50;
const PATIENCE: Patience = { connectMilliseconds: 5_000, answerMilliseconds: 5_000 };

/** @throws what the driver says when the replica cannot be reached */
export async function examineReplica({
  primary,
  url,
  patienceMilliseconds,
}: ReplicaExamination): Promise<ExaminedReplica> {
  const pool = createPool({ url, poolSize: 1, patience: PATIENCE });
  try {
    const mark = await readMark(primary, { at: new Date(), tick: performance.now() });
    return await waitUntilReached(rowsOn(pool), mark, patienceMilliseconds);
  } finally {
    await pool.end();
  }
}

async function waitUntilReached(replica: Pick<Sql, 'rows'>, mark: Mark, most: number): Promise<ExaminedReplica> {
  for (;;) {
    const state = await readState(replica);
    const place = decideRead(state, [mark], { kind: 'THROUGH', mark });
    const passed = performance.now() - mark.tick;
    if (place.where === 'REPLICA') return { kind: 'FOLLOWS', seconds: passed / 1_000 };
    if (place.because === 'NO_STANDBY' || place.because === 'OTHER_DATABASE') return { kind: place.because };
    if (passed > most) return { kind: 'BEHIND', bytes: mark.position - (state.replayed ?? 0n) };
    await delay(PAUSE_MILLISECONDS);
  }
}
