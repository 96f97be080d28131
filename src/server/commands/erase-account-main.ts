// npm run personal-data:erase -- acct_….
import '../../require-node.ts';
import { readConfiguration } from '../../config/index.ts';
import { runEraseAccountCommand } from './run-erase-account-command.ts';

process.exitCode = await runEraseAccountCommand({
  configure: () => readConfiguration(),
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: process.stderr,
});
