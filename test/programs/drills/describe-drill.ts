// Drills take minutes and the programs of an operator's machine, so that they run only when they are asked for by name.
import process from 'node:process';
import { describe } from '@jest/globals';
import { missingPrograms, type SystemProgram } from '../../support/system-programs.ts';

/** `npm run drill -- <name>`. @throws while it is asked for, when a program is missing, naming the package */
export function describeDrill(name: string, needs: readonly SystemProgram[], tests: () => void): void {
  if (process.env['DRILL'] !== name) {
    describe.skip(`the drill ${name}`, tests);
    return;
  }
  const missing = missingPrograms(needs);
  if (missing !== undefined) throw new Error(`The drill needs ${needs.join(', ')}. On Debian: ${missing}`);
  describe(`the drill ${name}`, tests);
}

/** A drill's figures and progress, for the person at the terminal. */
export function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
}

export const DAY_MILLISECONDS = 86_400_000;
