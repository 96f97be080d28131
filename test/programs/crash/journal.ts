// What the load says it was told: one line of JSON for each answer, written before it acts on that answer.
import { existsSync, readFileSync, writeSync } from 'node:fs';

/** An answer the ledger gave to a caller: from then on the caller counts on it. */
export interface Acknowledgement {
  readonly accountId: string;
  readonly status: 'applied' | 'replayed' | 'unchanged';
  /** Of the transaction that stands. */
  readonly sequence: string;
  readonly type: string;
  readonly amount: string;
  readonly availableAfter: string;
  readonly generationId: string | null;
  readonly idempotencyKey: string | null;
}

export type JournalLine =
  | { readonly event: 'opened'; readonly accountId: string }
  | { readonly event: 'acknowledged'; readonly answer: Acknowledgement }
  /** No answer but an error: the caller asks again. */
  | { readonly event: 'failed'; readonly error: string };

/** Straight to the file, so that nothing written is lost when this process is killed. */
export function writeLine(file: number, line: JournalLine): void {
  writeSync(file, `${JSON.stringify(line)}\n`);
}

/** A last line that the kill cut short is no line. */
export function readJournal(path: string): JournalLine[] {
  if (!existsSync(path)) return [];
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as JournalLine);
}
