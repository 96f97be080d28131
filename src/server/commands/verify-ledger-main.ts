// npm run ledger:verify [-- --account acct_…] [--workers N]. Exit code 0: all as it should be; 1: something is wrong, and
// named; 2: it could not be verified.
import '../../require-node.ts';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { verifyLedgerCommand } from './verify-ledger.ts';

const DAMAGED = 1;
const UNABLE = 2;
const USAGE = 'npm run ledger:verify -- [--account acct_…] [--workers 4]';

function readArguments(): { readonly account: string | undefined; readonly workers: number } {
  try {
    const { values } = parseArgs({ options: { account: { type: 'string' }, workers: { type: 'string' } } });
    const workers = Number(values.workers ?? availableParallelism());
    if (!Number.isInteger(workers) || workers < 1 || workers > 128) throw new TypeError('--workers takes 1 to 128.');
    return { account: values.account, workers };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new GatewayStartError(`${error.message}\n${USAGE}`, { cause: error });
  }
}

async function run(): Promise<number> {
  try {
    const asked = readArguments();
    const { database } = readConfiguration();
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    const isIntact = await verifyLedgerCommand({ ...asked, database, say, progress: process.stderr });
    return isIntact ? 0 : DAMAGED;
  } catch (error) {
    const words = error instanceof ConfigurationError ? error.message : wordsForStartFailure(error);
    process.stderr.write(`${words}\n`);
    return UNABLE;
  }
}

process.exitCode = await run();
