// npm run migrate, with its exit code. 0: the database is that of this release; 1: it could not be migrated.
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import type { MigrationProgress } from '../../database/index.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { migrateAddresses } from '../open-database.ts';
import { findPooler } from '../way-to-database.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { doneOf, measured, type ProgressOutput, withProgress } from './progress-line.ts';

export interface MigrateTerminal {
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
  /** For results, line by line. */
  readonly say: (line: string) => void;
  /** For why there are none. */
  readonly complain: (line: string) => void;
  /** For how far it is. */
  readonly progress?: ProgressOutput;
}

export async function runMigrateCommand(terminal: MigrateTerminal): Promise<number> {
  const { configure, say, complain } = terminal;
  try {
    await migrate(terminal, configure().database);
    say('The database is that of this release.');
    return 0;
  } catch (error) {
    complain(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return 1;
  }
}

async function migrate({ say, progress }: MigrateTerminal, database: Configuration['database']): Promise<void> {
  if (database.kind === 'embedded') {
    throw new GatewayStartError(
      'The built-in PostgreSQL is migrated when a gateway starts. Set DATABASE_URL to another one.',
    );
  }
  // Through a pooler, the lock that lets one migrate at a time would be held by nobody.
  await findPooler(database, { warn: () => undefined });
  let reached: MigrationProgress = { step: 'LOCK', applied: 0, pending: 0 };
  const onProgress = (state: MigrationProgress): void => {
    reached = state;
  };
  await withProgress(
    progress,
    measured('Applying migrations', () => inWords(reached)),
    ({ clear }) => {
      const sayBeside = (line: string): void => {
        clear();
        say(line);
      };
      return migrateAddresses(database, sayBeside, onProgress);
    },
  );
}

const STEPS: Readonly<Record<MigrationProgress['step'], string>> = {
  LOCK: 'waiting until no other process migrates',
  MIGRATIONS: '',
  QUEUE: "the job queue's tables",
  RIGHTS: "the rights of the gateway's role",
  SHARDS: 'the tables of the shards',
};

function inWords({ step, applied, pending }: MigrationProgress): string {
  if (step === 'LOCK') return STEPS.LOCK;
  return [doneOf(applied, pending, 'migration'), STEPS[step]].filter((words) => words !== '').join(', ');
}
