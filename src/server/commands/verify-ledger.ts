// Verifies the whole ledger, or one account, and names what is wrong. Changes nothing, and a gateway may be at work.
import type { Configuration } from '../../config/index.ts';
import { connectDatabase, errorCode, fromPublicId, type Sql, toPublicId } from '../../database/index.ts';
import {
  type LedgerVerification,
  type RangeProgress,
  type RangeWorker,
  type VerificationProgress,
  verifyAll,
  verifyRange,
} from '../../ledger/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';
import { counted } from '../counted.ts';
import { withAdvice } from '../database-advice.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { doneOf, measured, type ProgressOutput, perSecond, withProgress } from './progress-line.ts';
import { reachDatabase } from './reach-database.ts';
import { startVerificationThreads } from './verification-threads.ts';

export interface VerifyCommand {
  readonly database: Configuration['database'];
  /** A public id; every account when absent. */
  readonly account: string | undefined;
  /** How many accounts are verified at once. */
  readonly workers: number;
  /** For results, line by line. */
  readonly say: (line: string) => void;
  /** For progress. */
  readonly progress: ProgressOutput;
}

/** True when all is as its transactions say. @throws an error with words for the person at the terminal */
export async function verifyLedgerCommand(command: VerifyCommand): Promise<boolean> {
  const accountId = command.account === undefined ? undefined : readAccountId(command.account);
  const reached = await reachDatabase(command.database, (line) => command.progress.write(`${line}\n`));
  try {
    return await withAdvice('DATABASE_URL', () =>
      accountId === undefined ? verifyEverything(command, reached.url) : verifyOne(command, reached.url, accountId),
    );
  } catch (error) {
    if (errorCode(error) !== UNDEFINED_TABLE) throw error;
    throw new GatewayStartError('This database has no ledger yet. Start a gateway on it first.', { cause: error });
  } finally {
    await reached.close();
  }
}

const UNDEFINED_TABLE = '42P01';

function readAccountId(publicId: string): string {
  const accountId = fromPublicId('acct', publicId);
  if (accountId === undefined) throw new GatewayStartError(`"${publicId}" is no id of an account, "acct_…".`);
  return accountId;
}

async function verifyEverything(command: VerifyCommand, url: string): Promise<boolean> {
  const begun = performance.now();
  let reached: VerificationProgress = { accounts: 0, allAccounts: 0, transactions: 0, damaged: 0 };
  const { accounts, transactions, damaged } = await withProgress(
    command.progress,
    (taken) => describeProgress(reached, taken),
    ({ clear }) => {
      const onProgress = (state: VerificationProgress): void => {
        reached = state;
      };
      const onDamage = (verification: LedgerVerification): void => {
        clear();
        for (const line of describeDamage(verification)) command.say(line);
      };
      return withThreads(url, command.workers, (sql, workers) => verifyAll({ sql, workers, onProgress, onDamage }));
    },
  );
  const milliseconds = performance.now() - begun;
  const speed = `${(milliseconds / 1_000).toLocaleString('en', { maximumFractionDigits: 1 })} s, ${perSecond(transactions, milliseconds)}/s`;
  const verdict = damaged === 0 ? 'all as it should be' : `${damaged} damaged`;
  command.say(
    `Verified ${counted(accounts, 'account')} with ${counted(transactions, 'transaction')} (${speed}): ${verdict}.`,
  );
  return damaged === 0;
}

function describeProgress(
  { accounts, allAccounts, transactions, damaged }: VerificationProgress,
  milliseconds: number,
): string {
  const done = `${accounts} of ${counted(Math.max(accounts, allAccounts), 'account')}`;
  const damage = damaged === 0 ? '' : `, ${damaged} damaged`;
  return `${done}, ${counted(transactions, 'transaction')} (${perSecond(transactions, milliseconds)}/s)${damage}`;
}

async function withThreads<T>(
  url: string,
  count: number,
  work: (sql: Sql, workers: readonly RangeWorker[]) => Promise<T>,
): Promise<T> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 1 });
  const threads = startVerificationThreads(url, count);
  try {
    return await work(database, threads.workers);
  } finally {
    await threads.stop();
    await database.close();
  }
}

async function verifyOne(
  { say, progress, account = '' }: VerifyCommand,
  url: string,
  accountId: string,
): Promise<boolean> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 1 });
  try {
    let howFar = (): RangeProgress => ({ transactions: 0, allTransactions: 0 });
    const measure = (): string => doneOf(howFar().transactions, howFar().allTransactions, 'transaction');
    const [verification] = await withProgress(progress, measured(`Verifying ${account}`, measure), () =>
      verifyRange(database, { from: accountId, to: accountId }, (ask) => {
        howFar = ask;
      }),
    );
    if (verification === undefined) throw new GatewayStartError(`There is no account ${account}.`);
    for (const line of describeDamage(verification)) say(line);
    if (verification.ok) {
      say(`Verified ${account} with ${counted(verification.transactions, 'transaction')}: all as it should be.`);
    }
    return verification.ok;
  } finally {
    await database.close();
  }
}

function describeDamage({ accountId, problems }: LedgerVerification): string[] {
  const account = toPublicId('acct', accountId);
  return problems.map((problem) => `${account}: ${problem}`);
}
