// Who watches changes nothing, even when watching fails.
import { describe, expect, it } from '@jest/globals';
import type { Measures } from '../../src/server/signals/measures.ts';
import { watchCall } from '../../src/server/signals/watch-call.ts';
import { batchWatcher } from '../../src/server/signals/watch-rooms.ts';

const broken = (): never => {
  throw new Error('the monitor is broken');
};
const signals = { measures: { batch: broken } as unknown as Measures, tracing: undefined };

describe('a monitor that fails', () => {
  it('leaves an answer as it is', async () => {
    const call = {
      span: { name: 'provider submit', kind: 'client', attributes: {} },
      judge: () => ({ outcome: 'done', isFailure: false }),
      thrown: 'lost',
      measure: broken,
    } as const;
    await expect(watchCall(signals, call, async () => 'an image')).resolves.toBe('an image');
  });

  it('does not reach the ledger', () => {
    const batch = { path: 'read', end: 'committed', submissions: [], outcomes: [], beganAt: 0 } as const;
    expect(() => batchWatcher(signals)?.(batch)).not.toThrow();
  });
});
