// What whoever watches the ledger learns of a batch, once it has ended.
import type { Outcome } from '../outcomes.ts';
import type { Submission } from './submission.ts';

export interface WatchedBatch {
  /** Went ahead on remembered wallets, or locked and read them. */
  readonly path: 'remembered' | 'read';
  /** `changed_meanwhile`: PostgreSQL refused it, and its commands are read next. `failed`: nothing of it is there, or nobody knows. */
  readonly end: 'committed' | 'changed_meanwhile' | 'failed';
  readonly submissions: readonly Submission[];
  /** In the order of the submissions; undefined unless it was committed. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** When it was sent, by `performance.now()`. */
  readonly beganAt: number;
}

/** It must be quick and must not throw: those whose batch it was wait for it. */
export type BatchWatcher = (batch: WatchedBatch) => void;
