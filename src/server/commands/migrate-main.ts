// npm run migrate: brings the database to the shape of this release and gives the gateway's role its rights, and serves nothing.
import '../../require-node.ts';
import { readConfiguration } from '../../config/index.ts';
import { runMigrateCommand } from './run-migrate-command.ts';

process.exitCode = await runMigrateCommand({
  configure: () => readConfiguration(),
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  progress: process.stderr,
});
