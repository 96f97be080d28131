// Erases what is personal of an account, beside a running gateway or without one. The ledger is not touched: numbers, dates and codes
// stay, and verify as before. docs/personal-data.md says what is erased, what stays and why. Safe to repeat.
import { erasePerson } from '../../accounts/index.ts';
import type { Configuration } from '../../config/index.ts';
import { connectDatabase, type Database, errorCode, fromPublicId } from '../../database/index.ts';
import { eraseEmails } from '../../emails/index.ts';
import { createExportStore, type ExportStore, eraseExports } from '../../exports/index.ts';
import { createOutputStore, type OutputStore, purgeGenerations } from '../../generation/index.ts';
import { eraseKeyNames } from '../../keys/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';
import { eraseRequests } from '../../requests/index.ts';
import { eraseAnomalies } from '../../usage/index.ts';
import { eraseWebhooks } from '../../webhooks/index.ts';
import { counted } from '../counted.ts';
import { withAdvice } from '../database-advice.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { measured, type ProgressOutput, withProgress } from './progress-line.ts';
import { reachDatabase } from './reach-database.ts';

export interface Erasure {
  readonly database: Database;
  readonly outputs: Pick<OutputStore, 'owns' | 'remove' | 'open'>;
  readonly exports: Pick<ExportStore, 'remove'>;
  readonly now: () => Date;
}

export interface ErasedAccount {
  /** Generations without words and files now. */
  readonly generations: number;
  /** Public ids of those that are under way or wait for an operator: to be erased once they are billed. */
  readonly left: readonly string[];
}

/** Of one transaction, in this order. */
const IN_ONE_TRANSACTION = [
  ['requests', eraseRequests],
  ['webhooks', eraseWebhooks],
  ['e-mails', eraseEmails],
  ['anomalies', eraseAnomalies],
  ['names of keys', eraseKeyNames],
] as const;

const STEPS = ['generations', 'exports', ...IN_ONE_TRANSACTION.map(([step]) => step), 'name and address'] as const;

interface ErasureProgress {
  readonly step: (typeof STEPS)[number];
  /** Rows by now; of generations, those that were looked at. */
  readonly erased: number;
  /** Of how many, where it was counted. */
  readonly all?: number;
}

/** Undefined: there is no such account. Generations first: what fails there is asked again, and the account still has a name. */
export async function eraseAccount(
  erasure: Erasure,
  accountId: string,
  onProgress: (progress: ErasureProgress) => void = () => undefined,
): Promise<ErasedAccount | undefined> {
  const { purged, left } = await purgeGenerations(erasure, accountId, (erased, all) =>
    onProgress({ step: 'generations', erased, all }),
  );
  onProgress({ step: 'exports', erased: await eraseExports(erasure.database, erasure.exports, accountId) });
  const isThere = await erasure.database.transaction(async (tx) => {
    for (const [step, erase] of IN_ONE_TRANSACTION) onProgress({ step, erased: await erase(tx, accountId) });
    const isErased = await erasePerson(tx, accountId);
    onProgress({ step: 'name and address', erased: isErased ? 1 : 0 });
    return isErased;
  });
  return isThere ? { generations: purged, left } : undefined;
}

export interface EraseCommand {
  readonly configuration: Configuration;
  /** `acct_…` */
  readonly account: string;
  /** For results, line by line. */
  readonly say: (line: string) => void;
  /** For what happens meanwhile. */
  readonly note: (line: string) => void;
  /** For how far it is. */
  readonly progress?: ProgressOutput;
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_COLUMN = '42703';

/** Whether nothing is left to erase. @throws an error with words for the person at the terminal */
export async function eraseAccountCommand(command: EraseCommand): Promise<boolean> {
  const { configuration, account, say, note, progress } = command;
  const accountId = fromPublicId('acct', account);
  if (accountId === undefined) throw new GatewayStartError(`"${account}" is no id of an account, "acct_…".`);
  const reached = await reachDatabase(configuration.database, note);
  try {
    const erased = await withAdvice('DATABASE_URL', () =>
      eraseIn(reached.url, configuration.dataDir, { account, accountId, progress }),
    );
    if (erased === undefined) throw new GatewayStartError(`There is no account ${account}.`);
    const generations = counted(erased.generations, 'generation');
    say(`Erased: name, e-mail address, names of keys, webhooks, the log of requests, exports, and ${generations}.`);
    for (const id of erased.left) say(`Left: ${id} is under way or waits for an operator. Run this again after it.`);
    return erased.left.length === 0;
  } catch (error) {
    const code = errorCode(error);
    if (code !== UNDEFINED_TABLE && code !== UNDEFINED_COLUMN) throw error;
    throw new GatewayStartError('This database is not that of this release. Start a gateway on it first.', {
      cause: error,
    });
  } finally {
    await reached.close();
  }
}

interface Erased extends Pick<EraseCommand, 'account'> {
  readonly progress: ProgressOutput | undefined;
  readonly accountId: string;
}

async function eraseIn(url: string, dataDir: string, { account, accountId, progress }: Erased) {
  const database = await connectDatabase({ url, orm: ormConfig });
  const reached = new Map<string, ErasureProgress>();
  const describe = measured(`Erasing what is personal of ${account}`, () => describeSteps([...reached.values()]));
  try {
    const outputs = createOutputStore({ dataDir, baseUrl: () => '' });
    const exports = createExportStore(dataDir);
    return await withProgress(progress, describe, () =>
      eraseAccount({ database, outputs, exports, now: () => new Date() }, accountId, (state) => {
        reached.set(state.step, state);
      }),
    );
  } finally {
    await database.close();
  }
}

/** `3 of 8 steps, generations 1200 of 1200, exports 2, requests 40`. */
function describeSteps(reached: readonly ErasureProgress[]): string {
  const counts = reached.map(({ step, erased, all }) => `${step} ${erased}${all === undefined ? '' : ` of ${all}`}`);
  const done = reached.filter(({ erased, all = erased }) => erased >= all);
  return [`${done.length} of ${STEPS.length} steps`, ...counts].join(', ');
}
