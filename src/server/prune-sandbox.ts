// What the sandbox made is made up: its records and files are kept for a while, and not for ever. Files of real providers are
// not touched. Any number of gateways may share the folder.
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxProvider } from '../generation/index.ts';
import type { Logger } from './create-logger.ts';
import type { Stoppable } from './expire-idle-wallets.ts';

export interface SandboxPruning {
  readonly sandbox: Pick<SandboxProvider, 'prune'>;
  readonly keepHours: number;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const HOUR_MILLISECONDS = 3_600_000;
const EVERY_MILLISECONDS = 600_000;
const SHARE = 1_000;

export function startSandboxPruning(pruning: SandboxPruning): Stoppable {
  const stopping = new AbortController();
  const running = run(pruning, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(pruning: SandboxPruning, signal: AbortSignal): Promise<void> {
  const { everyMilliseconds = EVERY_MILLISECONDS, logger } = pruning;
  const isStopping = (): boolean => signal.aborted;
  while (!isStopping()) {
    // Not all gateways at the same moment.
    const pause = everyMilliseconds * (0.5 + Math.random());
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    try {
      await pruneAll(pruning, isStopping);
    } catch (error) {
      logger.warn({ err: error }, 'old files of the sandbox could not be removed');
    }
  }
}

/** By the clock of the files, which is this machine's. */
async function pruneAll({ sandbox, keepHours }: SandboxPruning, isStopping: () => boolean): Promise<void> {
  const olderThan = new Date(Date.now() - keepHours * HOUR_MILLISECONDS);
  let pruned = SHARE;
  while (pruned === SHARE && !isStopping()) pruned = await sandbox.prune(olderThan, SHARE);
}
