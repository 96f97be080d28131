// When the payment provider is asked about an invoice again. Pure.
import type { InvoiceStatus } from './decide-status.ts';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MINUTES = 60;
/** The provider tells of everything by itself; this is for words that were lost. */
const OPEN_HOURS = 6;
const GIVEN_UP_HOURS = 24;
const MOST_DOUBLINGS = 6;

/** Undefined: never, it has ended. `asks`: how often it was asked without an answer. */
export function decideNextAsk(status: InvoiceStatus, { asks, now }: { asks: number; now: Date }): Date | undefined {
  const minutes = pauseMinutes(status, asks);
  return minutes === undefined ? undefined : new Date(now.getTime() + minutes * MINUTE_MILLISECONDS);
}

function pauseMinutes(status: InvoiceStatus, asks: number): number | undefined {
  switch (status) {
    case 'DRAFT':
      // 1, 2, 4 … minutes, at most an hour.
      return Math.min(2 ** Math.min(asks, MOST_DOUBLINGS), HOUR_MINUTES);
    case 'OPEN':
    case 'OVERDUE':
      return OPEN_HOURS * HOUR_MINUTES;
    case 'UNCOLLECTIBLE':
      return GIVEN_UP_HOURS * HOUR_MINUTES;
    case 'PAID':
    case 'VOID':
      return undefined;
    default:
      return status satisfies never;
  }
}
