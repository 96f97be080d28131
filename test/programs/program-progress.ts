// How far a program in its long form is, for the person at the terminal; in the suite it says nothing.
import process from 'node:process';
import { createProgressLine, type ProgressLine } from '../../src/server/commands/progress-line.ts';

export function programProgress(isLong: boolean): ProgressLine {
  if (!isLong) return { update: () => undefined, finish: () => undefined, clear: () => undefined };
  return createProgressLine(process.stderr, () => performance.now());
}
