import '../../require-node.ts';
import { readConfiguration } from '../../config/index.ts';
import { runReconcileCommand } from './run-reconcile-command.ts';

process.exitCode = await runReconcileCommand({
  configure: () => readConfiguration(),
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: process.stderr,
  now: () => new Date(),
});
