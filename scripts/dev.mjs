// `npm run dev`: compiles as you type and starts the gateway again after every change.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const children = [
  ['--watch', 'dist/src/main.js'],
  [compiler, '-p', '.', '--watch', '--preserveWatchOutput'],
].map((parameters) => spawn(process.execPath, parameters, { cwd: ROOT, stdio: 'inherit' }));

function stop() {
  for (const child of children) child.kill('SIGTERM');
}

for (const child of children) child.once('exit', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
