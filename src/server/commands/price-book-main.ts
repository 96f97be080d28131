// npm run pricebook -- list | rehearse FILE | publish FILE. Exit code 0: done; 1: refused, and why; 2: it could not be done,
// or was not asked for in the right way.
import '../../require-node.ts';
import { StorefrontError } from '../../catalog/index.ts';
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { readPriceBookCommand } from './price-book-command.ts';
import { runPriceBookCommand } from './run-price-book-command.ts';

const REFUSED = 1;
const UNABLE = 2;

async function run(): Promise<number> {
  try {
    const command = readPriceBookCommand(process.argv.slice(2));
    const configuration = readConfiguration();
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    const note = (line: string): void => void process.stderr.write(`${line}\n`);
    const isDone = await runPriceBookCommand({ command, configuration, say, note, now: () => new Date() });
    return isDone ? 0 : REFUSED;
  } catch (error) {
    const words = error instanceof ConfigurationError ? error.message : wordsForStartFailure(error);
    process.stderr.write(`${words}\n`);
    return error instanceof StorefrontError ? REFUSED : UNABLE;
  }
}

process.exitCode = await run();
