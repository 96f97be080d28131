import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRequestLimits, type RequestAllowance, type Viewer } from '../../../src/graphql/index.ts';
import type { Scope } from '../../../src/keys/index.ts';
import { fakeViewer } from '../open-edge.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});

afterEach(() => {
  jest.useRealTimers();
});

interface Asks {
  readonly perMinute?: number;
  readonly account?: string;
  readonly key?: string;
  readonly scopes?: readonly Scope[];
}

function viewerOf({ perMinute = 3, account = 'one', key = 'first', scopes = ['ACCOUNT_READ'] }: Asks = {}): Viewer {
  const viewer = fakeViewer({ scopes });
  return {
    ...viewer,
    key: { ...viewer.key, id: key },
    account: { ...viewer.account, id: account },
    plan: { ...viewer.plan, requestsPerMinute: perMinute },
  };
}

const passed = (allowances: readonly RequestAllowance[]): number =>
  allowances.filter(({ status }) => status !== 'refused').length;

describe('the requests of a minute', () => {
  it('are as many as the plan allows, also when all are asked at once', async () => {
    const limits = createRequestLimits();
    const all = await Promise.all(Array.from({ length: 50 }, () => limits.take(viewerOf({ perMinute: 20 }))));
    expect(passed(all)).toBe(20);
  });

  it('are counted down, and refused until the minute is over', async () => {
    const limits = createRequestLimits();
    const take = () => limits.take(viewerOf());
    expect(await take()).toEqual({ status: 'allowed', limit: 3, remaining: 2, resetSeconds: 60 });
    jest.advanceTimersByTime(17_500);
    expect(await take()).toEqual({ status: 'allowed', limit: 3, remaining: 1, resetSeconds: 43 });
    expect(await take()).toMatchObject({ status: 'allowed', remaining: 0 });
    expect(await take()).toEqual({ status: 'refused', limit: 3, remaining: 0, resetSeconds: 43 });
  });

  it.each([0, 1, 17_500, 59_000, 59_999])(
    'are there again exactly when %d ms of the minute had passed',
    async (passedBefore) => {
      const limits = createRequestLimits();
      const take = () => limits.take(viewerOf({ perMinute: 1 }));
      await take();
      jest.advanceTimersByTime(passedBefore);
      const refused = await take();
      if (refused.status !== 'refused') throw new Error('it was not refused');
      jest.advanceTimersByTime(60_000 - passedBefore - 1);
      expect((await take()).status).toBe('refused');
      // Whoever waits as long as told is let in.
      jest.advanceTimersByTime(refused.resetSeconds * 1_000 - (60_000 - passedBefore - 1));
      expect((await take()).status).toBe('allowed');
    },
  );

  it('are not used up by what is refused', async () => {
    const limits = createRequestLimits();
    for (let asked = 0; asked < 10; asked += 1) await limits.take(viewerOf());
    jest.advanceTimersByTime(60_000);
    expect(await limits.take(viewerOf())).toMatchObject({ status: 'allowed', remaining: 2 });
  });

  it('belong to the account: its keys share them, another account has its own', async () => {
    const limits = createRequestLimits();
    const keys = ['first', 'second', 'third', 'fourth'];
    const all = await Promise.all(keys.map((key) => limits.take(viewerOf({ key }))));
    expect(passed(all)).toBe(3);
    expect(await limits.take(viewerOf({ account: 'two' }))).toMatchObject({ status: 'allowed', remaining: 2 });
  });

  it('grow at once with the plan, and shrink with it', async () => {
    const limits = createRequestLimits();
    for (let asked = 0; asked < 4; asked += 1) await limits.take(viewerOf());
    expect(await limits.take(viewerOf({ perMinute: 100 }))).toMatchObject({ status: 'allowed', remaining: 95 });
    expect(await limits.take(viewerOf({ perMinute: 5 }))).toMatchObject({ status: 'refused', limit: 5 });
  });

  it('are not counted for an operator', async () => {
    const limits = createRequestLimits();
    const operator = viewerOf({ perMinute: 1, scopes: ['OPERATOR'] });
    expect(await limits.take(operator)).toEqual({ status: 'unlimited' });
    expect(await limits.take(operator)).toEqual({ status: 'unlimited' });
  });

  it('leave nothing behind for an account that has gone quiet', async () => {
    const limits = createRequestLimits();
    for (let account = 0; account < 1_000; account += 1) await limits.take(viewerOf({ account: String(account) }));
    expect(jest.getTimerCount()).toBe(1_000);
    jest.advanceTimersByTime(60_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a costly operation', () => {
  it('counts as several, and is refused without counting when there is less left', async () => {
    const limits = createRequestLimits();
    const viewer = viewerOf({ perMinute: 10 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 6)).toEqual({ status: 'allowed', limit: 10, remaining: 3, resetSeconds: 60 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 4)).toMatchObject({ status: 'refused', remaining: 2 });
    expect(await limits.spend(viewer, 2)).toMatchObject({ status: 'allowed', remaining: 0 });
  });

  it('is never too costly for a whole minute', async () => {
    const limits = createRequestLimits();
    const viewer = viewerOf({ perMinute: 3 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 100)).toMatchObject({ status: 'allowed', remaining: 0 });
  });

  it('costs an operator nothing', async () => {
    expect(await createRequestLimits().spend(viewerOf({ scopes: ['OPERATOR'] }), 100)).toEqual({ status: 'unlimited' });
  });
});
