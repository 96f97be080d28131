import { spawn } from 'node:child_process';
import process from 'node:process';
import { projectPath } from './project.mjs';
import { SetupError } from './setup-error.mjs';

/** Runs a command and keeps its output to itself; when it fails, the output becomes the error. */
export function runCommand({ command, parameters, env, failure }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: projectPath(), env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const stop = () => child.kill();
    process.once('exit', stop); // an interrupted setup must not leave its command at work
    child.once('error', (error) => {
      process.off('exit', stop);
      reject(
        new SetupError(error.code === 'ENOENT' ? `The program "${command}" is missing: install it.` : error.message),
      );
    });
    child.once('close', (code, signal) => {
      process.off('exit', stop);
      if (code === 0) resolve();
      else reject(new SetupError(`${output.trim()}\n\n${failure} (${signal ?? `exit code ${code}`}).`));
    });
  });
}
