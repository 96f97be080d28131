// When the payment provider is asked about an invoice again. Pure.
import { type BackOff, backOff } from '../../background/index.ts';
import type { InvoiceStatus } from './decide-status.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** While it is not sent: 1, 2, 4 … minutes, at most an hour. */
const UNSENT: BackOff = { firstMilliseconds: MINUTE, longestMilliseconds: HOUR };
/** The provider sends an event of everything by itself; this is for those that were lost. */
const OPEN_HOURS = 6;
const GIVEN_UP_HOURS = 24;

/** Undefined: never, it has ended. `asks`: how often it was asked without an answer. */
export function decideNextAsk(status: InvoiceStatus, { asks, now }: { asks: number; now: Date }): Date | undefined {
  const pause = pauseOf(status, asks);
  return pause === undefined ? undefined : new Date(now.getTime() + pause);
}

function pauseOf(status: InvoiceStatus, asks: number): number | undefined {
  switch (status) {
    case 'DRAFT':
      return backOff(UNSENT, asks + 1);
    case 'OPEN':
    case 'OVERDUE':
      return OPEN_HOURS * HOUR;
    case 'UNCOLLECTIBLE':
      return GIVEN_UP_HOURS * HOUR;
    case 'PAID':
    case 'VOID':
      return undefined;
    default:
      return status satisfies never;
  }
}
