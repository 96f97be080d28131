// npm run pricebook -- list | rehearse FILE | publish FILE. Exit code 0: done; 1: refused, and why; 2: it could not be done,
// or was not asked for in the right way.
import '../../require-node.ts';
import { readConfiguration } from '../../config/index.ts';
import { runPriceBookCommand } from './run-price-book-command.ts';

process.exitCode = await runPriceBookCommand({
  configure: () => readConfiguration(),
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: process.stderr,
  now: () => new Date(),
});
