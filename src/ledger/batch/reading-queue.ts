// A queue whose batches lock and read, one after the other; and what the queues of the ledger have in common.
import { isDatabaseUnavailable, type Shard } from '../../database/index.ts';
import type { Outcome } from '../outcomes.ts';
import { executeBatch } from './execute-batch.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import type { RememberedWallets } from './remembered-wallets.ts';
import type { Submission } from './submission.ts';
import type { BatchWatcher } from './watched-batch.ts';

/** Batches since the start. */
export interface BatchCounts {
  /** Went ahead on remembered wallets, and was right. */
  remembered: number;
  /** Wallets were locked and read. */
  read: number;
  /** Went ahead and was refused, because something had changed meanwhile; then its commands were read. */
  changedMeanwhile: number;
  /** Nothing of it is there, or its answer was lost. */
  failed: number;
}

export interface CommandQueueOptions {
  readonly database: Shard;
  readonly now: () => Date;
  /** Called for what was executed. It must be quick and must not throw. */
  readonly onExecuted: (submissions: readonly Submission[]) => void;
  readonly counts: BatchCounts;
  readonly onBatch?: BatchWatcher | undefined;
  readonly largestBatch: number;
  /** Callers that may wait; one more is refused with OverloadedError. */
  readonly longestQueue: number;
}

export type CommandQueue = GroupCommit<Submission, Outcome>;

/** A queue whose batches are all read, one after the other. */
export function createReadingQueue(options: CommandQueueOptions, wallets?: RememberedWallets): CommandQueue {
  const { database, now, onExecuted, counts, onBatch, largestBatch, longestQueue } = options;
  return createGroupCommit({
    execute: async (submissions) => {
      counts.read += 1;
      const batch = { path: 'read', submissions, beganAt: performance.now() } as const;
      try {
        const outcomes = await executeBatch({ database, wallets }, submissions, now());
        onExecuted(submissions);
        onBatch?.({ ...batch, end: 'committed', outcomes });
        return outcomes;
      } catch (error) {
        counts.failed += 1;
        onBatch?.({ ...batch, end: 'failed', outcomes: undefined });
        throw error;
      }
    },
    isHopeless: isDatabaseUnavailable,
    largestBatch,
    longestQueue,
  });
}
