// Group commit: what arrives while a batch is in flight forms the next batch. No timer; a lone caller waits for nobody.

import type { OpenWork } from './open-commands.ts';

export interface GroupCommit<Input, Output> {
  /** Resolves with this input's own output once its batch is committed. */
  submit(input: Input): Promise<Output>;
  /** Waits until everything submitted so far has been answered. */
  drain(): Promise<void>;
  /** What has not been answered. The oldest is taken to be as old as the first of those that it was gathered with. */
  open(): OpenWork;
}

/** Too many callers wait already; `retryAfterSeconds` is an honest guess. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  readonly retryAfterSeconds = 1;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Input, Output> {
  /** Executes one batch; outputs in the order of the inputs. */
  readonly execute: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  readonly largestBatch: number;
  /** Callers that may wait; one more is refused with OverloadedError. */
  readonly longestQueue: number;
  /** Whether an error is no fault of any input, so that trying again in smaller batches would only take longer. */
  readonly isHopeless?: (error: unknown) => boolean;
}

export function createGroupCommit<Input, Output>(
  options: GroupCommitOptions<Input, Output>,
): GroupCommit<Input, Output> {
  let queue: Waiting<Input, Output>[] = [];
  let running: Promise<void> | undefined;
  /** Since when there is a queue, and since when the batch in flight had one. */
  let queuedSince = 0;
  let flight = { size: 0, since: 0 };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, options.largestBatch);
      queue = queue.slice(options.largestBatch);
      flight = { size: batch.length, since: queuedSince };
      await answer(options, batch);
      flight = { size: 0, since: 0 };
      // The callers just answered may have more to ask: let them, so that the next batch is not a handful.
      await nextTurn();
    }
    running = undefined;
  };

  return {
    submit: (input) =>
      new Promise<Output>((resolve, reject) => {
        if (queue.length >= options.longestQueue) {
          reject(new OverloadedError(`${queue.length} ledger commands are waiting already`));
          return;
        }
        if (queue.length === 0) queuedSince = performance.now();
        queue.push({ input, resolve, reject });
        running ??= Promise.resolve().then(run);
      }),
    drain: async () => {
      await running;
    },
    open: () => {
      const commands = queue.length + flight.size;
      const since = flight.size > 0 ? flight.since : queuedSince;
      return { commands, oldestMilliseconds: commands === 0 ? 0 : performance.now() - since };
    },
  };
}

/**
 * A batch that fails is tried again in halves, down to the one poisoned input that fails alone: among a thousand, that
 * takes some twenty batches. When there is nobody to ask, all of it fails at once.
 */
async function answer<Input, Output>(
  options: GroupCommitOptions<Input, Output>,
  batch: readonly Waiting<Input, Output>[],
): Promise<void> {
  try {
    const outputs = await options.execute(batch.map((waiting) => waiting.input));
    batch.forEach((waiting, index) => {
      waiting.resolve(outputs[index] as Output);
    });
  } catch (error) {
    if (batch.length === 1 || options.isHopeless?.(error) === true) {
      for (const waiting of batch) waiting.reject(error);
      return;
    }
    const middle = batch.length >> 1;
    await answer(options, batch.slice(0, middle));
    await answer(options, batch.slice(middle));
  }
}
