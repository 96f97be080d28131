// npm run personal-data:erase -- acct_…, with its exit code. 0: erased; 1: something is left, and named; 2: it could not be done.
import '../../require-node.ts';
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { eraseAccountCommand } from './erase-account.ts';

const LEFT = 1;
const UNABLE = 2;

async function run([account, ...more]: readonly string[]): Promise<number> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (account === undefined || more.length > 0) {
    say('npm run personal-data:erase -- acct_…');
    return UNABLE;
  }
  try {
    return (await eraseAccountCommand({ configuration: readConfiguration(), account, say })) ? 0 : LEFT;
  } catch (error) {
    say(error instanceof ConfigurationError ? error.message : wordsForStartFailure(error));
    return UNABLE;
  }
}

process.exitCode = await run(process.argv.slice(2));
