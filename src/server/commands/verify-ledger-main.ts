// npm run ledger:verify [-- --account acct_…] [--workers N].
import '../../require-node.ts';
import { readConfiguration } from '../../config/index.ts';
import { runVerifyLedgerCommand } from './run-verify-ledger-command.ts';

process.exitCode = await runVerifyLedgerCommand({
  configure: () => readConfiguration(),
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  progress: process.stderr,
});
