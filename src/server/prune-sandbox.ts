// What the sandbox made is made up: its records and files are kept for a while, and not for ever. Files of real providers are
// not touched. Any number of gateways may share the folder.
import type { SandboxProvider } from '../generation/index.ts';
import type { Logger } from './create-logger.ts';
import { type Stoppable, startRounds } from './start-rounds.ts';

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
  const { sandbox, keepHours, logger, everyMilliseconds = EVERY_MILLISECONDS } = pruning;
  return startRounds({
    what: 'the removal of old files of the sandbox',
    everyMilliseconds,
    logger,
    // By the clock of the files, which is this machine's.
    work: async () => {
      const olderThan = new Date(Date.now() - keepHours * HOUR_MILLISECONDS);
      return (await sandbox.prune(olderThan, SHARE)) === SHARE;
    },
  });
}
