// npm run export:verify FILE [-- --manifest FILE] [--head HASH].
import '../../require-node.ts';
import { runVerifyExportCommand } from './run-verify-export-command.ts';

process.exitCode = await runVerifyExportCommand({
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  progress: process.stderr,
});
