// What an account had at the beginning of a month, what moved, and what it had at the end.
import type { MicroCredits } from '../money/index.ts';

export interface StatementBooks {
  /** Available and reserved together. */
  readonly total: MicroCredits;
  /** What can be spent; below zero: drawn on the credit line. */
  readonly available: MicroCredits;
  /** Set aside for work in flight: it is the account's until it is charged. */
  readonly reserved: MicroCredits;
}

/** Why a balance moved. Each is a signed change of available and reserved together, so that all of them add up. */
export const MOVES = [
  'added',
  'charged',
  'refunded',
  'expired',
  'frozen',
  'clawedBack',
  'adjusted',
  'invoiced',
] as const;
export type Move = (typeof MOVES)[number];

export interface Statement extends Readonly<Record<Move, MicroCredits>> {
  readonly accountId: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** IANA name: by its clocks the month begins and ends at midnight. */
  readonly timeZone: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** When it was made. */
  readonly asOf: Date;
  /** The month has ended, and what was on its way to the books then has reached them: it says the same for ever. */
  readonly isFinal: boolean;
  readonly opening: StatementBooks;
  /** opening.total and every move together, exactly. */
  readonly closing: StatementBooks;
  /** How many transactions it covers: those after `afterSequence`, through `throughSequence`. */
  readonly transactions: number;
  readonly afterSequence: bigint;
  readonly throughSequence: bigint;
  /** Chain hash of the transaction `throughSequence`, in hexadecimal; undefined before the first. */
  readonly headHash: string | undefined;
}
