// npm run ledger:verify, with its exit code. 0: all as it should be; 1: something is wrong, and named; 2: it could not be
// verified.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Configuration, ConfigurationError } from '../../config/index.ts';
import { errorCode } from '../../database/index.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { type VerifyCommand, verifyLedgerCommand } from './verify-ledger.ts';

const INTACT = 0;
const DAMAGED = 1;
const UNABLE = 2;
const MOST_WORKERS = 128;
const USAGE = 'npm run ledger:verify -- [--account acct_…] [--workers 4]';

export interface VerifyTerminal extends Pick<VerifyCommand, 'say' | 'progress'> {
  /** @throws ConfigurationError */
  readonly configure: () => Configuration;
  readonly arguments: readonly string[];
}

export async function runVerifyLedgerCommand({
  configure,
  arguments: words,
  say,
  progress,
}: VerifyTerminal): Promise<number> {
  try {
    const asked = readArguments(words);
    const isIntact = await verifyLedgerCommand({ ...asked, database: configure().database, say, progress });
    return isIntact ? INTACT : DAMAGED;
  } catch (error) {
    progress.write(`${error instanceof ConfigurationError ? error.message : wordsForStartFailure(error)}\n`);
    return UNABLE;
  }
}

function readArguments(words: readonly string[]): Pick<VerifyCommand, 'account' | 'workers'> {
  const { account, workers: given = String(availableParallelism()) } = parse(words);
  const workers = Number(given);
  if (Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS) return { account, workers };
  throw usage(`--workers takes 1 to ${MOST_WORKERS}.`);
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: { account: { type: 'string' }, workers: { type: 'string' } } })
      .values;
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    throw usage((error as Error).message);
  }
}

const usage = (problem: string): GatewayStartError => new GatewayStartError(`${problem}\n${USAGE}`);
