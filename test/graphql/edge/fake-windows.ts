// The minutes of accounts without a database, by the clock of this process.
import type { RequestsAsked, RequestWindows } from '../../../src/accounts/index.ts';

interface FakeWindow {
  readonly endsAt: number;
  taken: number;
}

export interface FakeWindows extends RequestWindows {
  readonly asked: RequestsAsked[];
}

export function fakeWindows(): FakeWindows {
  const windows = new Map<string, FakeWindow>();
  const asked: RequestsAsked[] = [];
  return {
    asked,
    take: async (one) => {
      asked.push(one);
      const now = Date.now();
      const had = windows.get(one.accountId);
      const window = had !== undefined && had.endsAt > now ? had : { endsAt: now + 60_000, taken: 0 };
      windows.set(one.accountId, window);
      const granted = Math.min(one.requests, Math.max(0, one.limit - window.taken));
      window.taken += granted;
      const { endsAt, taken } = window;
      return { granted, taken, window: String(endsAt), millisecondsLeft: endsAt - now };
    },
  };
}
