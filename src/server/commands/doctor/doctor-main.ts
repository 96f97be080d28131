// npm run doctor [-- --json].
import '../../../require-node.ts';
import { readConfiguration, unreadVariables } from '../../../config/index.ts';
import { runDoctorCommand } from './run-doctor-command.ts';

process.exitCode = await runDoctorCommand({
  configure: () => readConfiguration(),
  unread: () => unreadVariables(),
  arguments: process.argv.slice(2),
  say: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  now: () => new Date(),
});
