// How far the benchmark that runs is, on stderr (nothing under --json), and what it found, on stdout.
import process from 'node:process';
import { elapsed, withProgress } from '../src/server/commands/progress-line.ts';

let isSilent = false;
let clear = (): void => undefined;
let doing = '';

/** Says the name, the last `step`, and the time since the beginning, while the work goes on. */
export async function whileShown(name: string, { json }: { readonly json: boolean }, work: () => Promise<void>) {
  isSilent = json;
  doing = '';
  const describe = (milliseconds: number): string =>
    elapsed(doing === '' ? `bench ${name}` : `bench ${name}, ${doing}`)(milliseconds);
  await withProgress(json ? undefined : process.stderr, describe, async (line) => {
    clear = line.clear;
    await work();
  });
}

/** What is being measured or filled now: `round 3 of 12`. */
export function step(text: string): void {
  doing = text;
}

/** A line that stays. */
export function note(line: string): void {
  if (isSilent) return;
  clear();
  process.stderr.write(`${line}\n`);
}

/** What was found, for stdout. */
export function printResult(text: string): void {
  clear();
  process.stdout.write(text);
}
