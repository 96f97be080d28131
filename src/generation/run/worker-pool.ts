// What this process works on at once, and who takes more from the queue when there is room. What ends while something is
// being taken makes room for what is taken next: under load many are taken together, without a timer, and a lone generation
// waits for nobody.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { shardsOf } from '../../database/index.ts';
import type { RunServices } from '../services.ts';
import { runGeneration } from './run-generation.ts';
import { type Queue, startQueued } from './start-queued.ts';
import { createTurns } from './take-next.ts';
import { createWorkSet } from './work-set.ts';

export interface WorkerPoolOptions {
  /** Generations that this process works on at once. */
  readonly largest: number;
  /** With fewer than so many it is at leisure, and takes by itself what it accepts. */
  readonly busy: number;
}

export interface WorkerPool {
  /** Takes what is queued; done once nothing more is queued, which is never before there is room for it. */
  readonly look: () => Promise<void>;
  /**
   * Undefined when others may sooner have time. Otherwise it promises that this process looks for what it is about to queue:
   * the answer is called once, when it is queued or is not to be.
   */
  readonly expect: () => ((isQueued: boolean) => void) | undefined;
  /** Waits for what is running; `services.stopping` has been set. */
  readonly stop: () => Promise<void>;
}

export function createWorkerPool(services: RunServices, { largest, busy }: WorkerPoolOptions): WorkerPool {
  const queues = shardsOf(services.database).map((shard): Queue => ({ shard, turns: createTurns() }));
  const work = createWorkSet(services.log);
  let looking: Promise<void> | undefined;
  let isLookWanted = false;
  let expected = 0;

  const takeOnce = async (): Promise<void> => {
    await work.hasRoom(largest);
    if (services.stopping.aborted) return;
    // Those that end together make room together.
    if (work.size() > 0) await nextTurn();
    isLookWanted = false;
    let left = largest - work.size();
    let firstFailure: Error | undefined;
    // The one that comes first now is the last of the next round.
    queues.push(...queues.splice(0, 1));
    for (const queue of queues) {
      if (left === 0) break;
      const { started, failure } = await startQueued(services, queue, left);
      left -= started.length;
      for (const { generation, first } of started) work.add(generation, runGeneration(services, generation, first));
      firstFailure ??= failure;
    }
    // Only now: a shard that is away keeps nothing on others from being taken. A job is tried again, and so does the scan.
    if (firstFailure !== undefined) throw firstFailure;
    if (left === 0) isLookWanted = true;
  };

  const lookWhileWanted = async (): Promise<void> => {
    try {
      while (isLookWanted && !services.stopping.aborted) await takeOnce();
    } finally {
      looking = undefined;
    }
  };

  const look = (): Promise<void> => {
    isLookWanted = true;
    looking ??= lookWhileWanted();
    return looking;
  };

  return {
    look,
    expect: () => {
      if (services.stopping.aborted || work.size() + expected >= busy) return undefined;
      expected += 1;
      return (isQueued) => {
        expected -= 1;
        if (!isQueued) return;
        look().catch((error: unknown) => services.log('look_failed', { error: String(error) }));
      };
    },
    stop: async () => {
      await looking?.catch(() => undefined);
      await work.allEnded();
    },
  };
}
