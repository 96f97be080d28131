// What the signed webhooks of all providers have in common.
import type { WebhookDelivery } from '../../provider.ts';

/** Older deliveries, and those from the future, may be replays. */
const REPLAY_WINDOW_SECONDS = 300;

/** One value; undefined when the header is missing, empty or repeated. */
export function headerOf({ headers }: WebhookDelivery, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether `timestamp` (seconds since 1970, as these providers write it) is at most 5 minutes from now. */
export function isRecent(timestamp: string, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= REPLAY_WINDOW_SECONDS;
}
