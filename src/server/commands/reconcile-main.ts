// npm run reconcile. Exit code 0: money and credits agree, or do now; 1: something needs a person, and is named; 2: it
// could not be compared.
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { reconcileCommand } from './reconcile-command.ts';

const NEEDS_A_PERSON = 1;
const UNABLE = 2;

async function run(): Promise<number> {
  try {
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    const note = (line: string): void => void process.stderr.write(`${line}\n`);
    const agrees = await reconcileCommand({ configuration: readConfiguration(), say, note, now: () => new Date() });
    return agrees ? 0 : NEEDS_A_PERSON;
  } catch (error) {
    const words = error instanceof ConfigurationError ? error.message : wordsForStartFailure(error);
    process.stderr.write(`${words}\n`);
    return UNABLE;
  }
}

process.exitCode = await run();
