// What cannot be answered now, with when to ask again: nothing is wrong with the request.
import { IssuerAwayError } from '../keys/index.ts';
import { isDatabaseAway } from '../ledger/index.ts';
import { issuerAwayInWords } from './identity-problems.ts';

export interface Outage {
  readonly message: string;
  readonly retryAfterSeconds: number;
  /** Whether it is for the log: nobody else knows of it. */
  readonly isOurs: boolean;
}

/** A standby takes over in some twenty seconds (docs/operations.md); who asks earlier costs little. */
const DATABASE_SECONDS = 5;

const DATABASE_AWAY: Outage = {
  message: `The gateway cannot reach its database now. Try again in ${DATABASE_SECONDS} s: with the same idempotency key, nothing is done twice.`,
  retryAfterSeconds: DATABASE_SECONDS,
  isOurs: true,
};

/** Undefined for a bug, and for what is wrong with the request. */
export function outageOf(error: unknown): Outage | undefined {
  if (error instanceof IssuerAwayError) {
    return { message: issuerAwayInWords(error), retryAfterSeconds: error.retryAfterSeconds, isOurs: false };
  }
  return isDatabaseAway(error) ? DATABASE_AWAY : undefined;
}
