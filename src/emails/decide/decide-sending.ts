// Whether an e-mail is sent now, and what follows when it could not be.
import { type EmailKind, kindOf } from './email-kinds.ts';

/**
 * NO_ADDRESS: the account has none. UNWANTED: it switched this kind off. TOO_OLD: e-mail was off when it happened. TOO_MANY: of
 * this kind in a day.
 */
export type SkipReason = 'NO_ADDRESS' | 'UNWANTED' | 'TOO_OLD' | 'TOO_MANY';

const MINUTE = 60_000;
/**
 * Anybody can write a stranger's address into an account of theirs, and keys cost nothing: nobody shall be buried by us. All other
 * kinds take money, or a month.
 */
const MOST_KEY_EMAILS_A_DAY = 10;
/** What nobody tried to send for so long says nothing new: a gateway that gets an SMTP server does not send the past. */
const NEWS_MILLISECONDS = 24 * 60 * MINUTE;
/** Milliseconds before the second attempt, the third, and so on: over about a day. */
const RETRY_DELAYS: readonly number[] = [1, 5, 30, 120, 360, 720].map((minutes) => minutes * MINUTE);

export interface Sending {
  readonly occasion: string;
  readonly createdAt: Date;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** Undefined or null: the account has no address. */
  readonly address: string | null | undefined;
  readonly unwanted: readonly EmailKind[];
  /** As in ClaimedEmail. */
  readonly keyEmailsBefore: number;
}

/** Undefined: it is sent. */
export function decideSkip(sending: Sending, now: Date): SkipReason | undefined {
  const { occasion, createdAt, attempt, address, unwanted, keyEmailsBefore } = sending;
  const kind = kindOf(occasion);
  if (kind !== undefined && unwanted.includes(kind)) return 'UNWANTED';
  if (address === undefined || address === null) return 'NO_ADDRESS';
  if (attempt === 1 && now.getTime() - createdAt.getTime() > NEWS_MILLISECONDS) return 'TOO_OLD';
  return keyEmailsBefore >= MOST_KEY_EMAILS_A_DAY ? 'TOO_MANY' : undefined;
}

/** `isRefused`: the server refuses this address for good (RFC 5321, 5yz). Undefined: it is given up. */
export function decideNextAttempt(attempt: number, isRefused: boolean, now: Date): Date | undefined {
  const delay = isRefused ? undefined : RETRY_DELAYS[attempt - 1];
  return delay === undefined ? undefined : new Date(now.getTime() + delay);
}
