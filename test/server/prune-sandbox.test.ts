import { describe, expect, it } from '@jest/globals';
import { startSandboxPruning } from '../../src/server/prune-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;

describe('the pruning of the sandbox', () => {
  it('goes on after a failure, takes full shares one after the other, and asks for what is older than it keeps', async () => {
    const asked: { readonly olderThan: Date; readonly limit: number }[] = [];
    let warnings = 0;
    const prune = async (olderThan: Date, limit: number): Promise<number> => {
      asked.push({ olderThan, limit });
      if (asked.length === 1) throw new Error('the disk is away');
      return asked.length < 5 ? limit : 0;
    };
    const logger = { warn: () => (warnings += 1) };
    const before = Date.now();
    const running = startSandboxPruning({
      sandbox: { prune },
      keepHours: 24,
      logger: logger as never,
      everyMilliseconds: 1,
    });
    await waitUntil('several rounds', () => asked.length >= 8);
    await running.stop();
    const calls = asked.length;
    expect(warnings).toBe(1);
    for (const { olderThan, limit } of asked) {
      expect(limit).toBe(1_000);
      expect(olderThan.getTime()).toBeGreaterThanOrEqual(before - 24 * HOUR);
      expect(olderThan.getTime()).toBeLessThanOrEqual(Date.now() - 24 * HOUR);
    }
    expect(asked).toHaveLength(calls);
  });
});
