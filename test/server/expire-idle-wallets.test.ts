import { describe, expect, it } from '@jest/globals';
import type { ExpiredRound } from '../../src/ledger/index.ts';
import { startIdleExpiry } from '../../src/server/expire-idle-wallets.ts';
import { waitUntil } from '../support/wait-until.ts';

const SOON_MILLISECONDS = 2;

function expiryThat(round: (call: number) => Promise<ExpiredRound>) {
  const seen = { calls: 0, atOnce: 0, most: 0, warnings: 0 };
  const expireIdle = async (): Promise<ExpiredRound> => {
    seen.calls += 1;
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    try {
      return await round(seen.calls);
    } finally {
      seen.atOnce -= 1;
    }
  };
  const logger = { warn: () => (seen.warnings += 1) };
  const start = (everyMilliseconds: number) =>
    startIdleExpiry({ ledger: { expireIdle }, logger: logger as never, everyMilliseconds });
  return { seen, start };
}

const NOTHING_MORE: ExpiredRound = { accounts: 0, mayHaveMore: false };

describe('the schedule of expiry', () => {
  it('goes on, one round at a time, also after a failure', async () => {
    const { seen, start } = expiryThat(async (call) => {
      await new Promise(setImmediate);
      if (call === 2) throw new Error('the database is away');
      return NOTHING_MORE;
    });
    const running = start(SOON_MILLISECONDS);
    await waitUntil('five rounds', () => seen.calls >= 5);
    await running.stop();
    expect(seen).toMatchObject({ most: 1, warnings: 1, atOnce: 0 });
  });

  it('follows a full round with the next at once', async () => {
    const { seen, start } = expiryThat(async (call) => ({ accounts: 1, mayHaveMore: call < 50 }));
    const running = start(SOON_MILLISECONDS);
    await waitUntil('fifty rounds', () => seen.calls >= 50);
    await running.stop();
    expect(seen.warnings).toBe(0);
  });

  it('stops while it waits, and begins nothing afterwards', async () => {
    const { seen, start } = expiryThat(async () => NOTHING_MORE);
    await start(1_000_000).stop();
    expect(seen.calls).toBe(0);
  });

  it('waits for the round in flight when it stops', async () => {
    const gate = Promise.withResolvers<ExpiredRound>();
    const { seen, start } = expiryThat(() => gate.promise);
    const running = start(SOON_MILLISECONDS);
    await waitUntil('a round', () => seen.calls === 1);
    let isStopped = false;
    const stopped = running.stop().then(() => {
      isStopped = true;
    });
    await new Promise(setImmediate);
    expect(isStopped).toBe(false);
    gate.resolve({ accounts: 1, mayHaveMore: true });
    await stopped;
    expect(seen.calls).toBe(1);
  });
});
