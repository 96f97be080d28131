// How far a verification is, on one line that is written over; where nothing can be written over, a line now and then.
import type { VerificationProgress } from '../../ledger/index.ts';

export interface ProgressLine {
  update(progress: VerificationProgress): void;
  /** Leaves the terminal with an empty line. */
  end(): void;
}

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MILLISECONDS = 100;
const LOG_MILLISECONDS = 5_000;
const CLEAR = '\r\u001b[K';

export function createProgressLine(output: ProgressOutput, clock: () => number): ProgressLine {
  const isTerminal = output.isTTY === true;
  const begun = clock();
  let next = begun + (isTerminal ? 0 : LOG_MILLISECONDS);
  return {
    update: (progress) => {
      const now = clock();
      if (now < next) return;
      next = now + (isTerminal ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS);
      const line = describeProgress(progress, now - begun);
      output.write(isTerminal ? `${CLEAR}${line}` : `${line}\n`);
    },
    end: () => {
      if (isTerminal) output.write(CLEAR);
    },
  };
}

function describeProgress(
  { accounts, allAccounts, transactions, damaged }: VerificationProgress,
  milliseconds: number,
): string {
  const done = `${accounts} of ${counted(Math.max(accounts, allAccounts), 'account')}`;
  const damage = damaged === 0 ? '' : `, ${damaged} damaged`;
  return `${done}, ${counted(transactions, 'transaction')} (${perSecond(transactions, milliseconds)}/s)${damage}`;
}

/** 1, `account` -> `1 account`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function perSecond(count: number, milliseconds: number): number {
  return Math.round((count * 1_000) / Math.max(1, milliseconds));
}
