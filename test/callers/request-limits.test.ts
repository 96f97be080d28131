import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  createRequestLimits,
  type RequestAllowance,
  type RequestLimits,
  type Viewer,
} from '../../src/callers/index.ts';
import type { Scope } from '../../src/keys/index.ts';
import { fakeWindows } from '../graphql/edge/fake-windows.ts';
import { fakeViewer } from '../graphql/open-edge.ts';

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

const neverAlone = (error: unknown): void => {
  throw error;
};

const passed = (allowances: readonly RequestAllowance[]): number =>
  allowances.filter(({ status }) => status !== 'refused').length;

describe('the requests of a minute', () => {
  it('are as many as the plan allows, also when all are asked at once', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    const all = await Promise.all(Array.from({ length: 50 }, async () => limits.take(viewerOf({ perMinute: 20 }))));
    expect(passed(all)).toBe(20);
  });

  it('are counted down, and refused until the minute is over', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
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
      const limits = createRequestLimits(fakeWindows(), neverAlone);
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
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    for (let asked = 0; asked < 10; asked += 1) await limits.take(viewerOf());
    jest.advanceTimersByTime(60_000);
    expect(await limits.take(viewerOf())).toMatchObject({ status: 'allowed', remaining: 2 });
  });

  it('belong to the account: its keys share them, another account has its own', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    const keys = ['first', 'second', 'third', 'fourth'];
    const all = await Promise.all(keys.map(async (key) => limits.take(viewerOf({ key }))));
    expect(passed(all)).toBe(3);
    expect(await limits.take(viewerOf({ account: 'two' }))).toMatchObject({ status: 'allowed', remaining: 2 });
  });

  it('grow at once with the plan, and shrink with it', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    for (let asked = 0; asked < 4; asked += 1) await limits.take(viewerOf());
    expect(await limits.take(viewerOf({ perMinute: 100 }))).toMatchObject({ status: 'allowed', remaining: 96 });
    expect(await limits.take(viewerOf({ perMinute: 4 }))).toMatchObject({ status: 'refused', limit: 4 });
  });

  it('are not counted for an operator', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    const operator = viewerOf({ perMinute: 1, scopes: ['OPERATOR'] });
    expect(await limits.take(operator)).toEqual({ status: 'unlimited' });
    expect(await limits.take(operator)).toEqual({ status: 'unlimited' });
  });

  it('leave nothing behind for an account that has gone quiet', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    for (let account = 0; account < 1_000; account += 1) await limits.take(viewerOf({ account: String(account) }));
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a costly operation', () => {
  it('counts as several, and is refused without counting when there is less left', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    const viewer = viewerOf({ perMinute: 10 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 6)).toEqual({ status: 'allowed', limit: 10, remaining: 3, resetSeconds: 60 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 4)).toMatchObject({ status: 'refused', remaining: 2 });
    expect(await limits.spend(viewer, 2)).toMatchObject({ status: 'allowed', remaining: 0 });
  });

  it('is never too costly for a whole minute', async () => {
    const limits = createRequestLimits(fakeWindows(), neverAlone);
    const viewer = viewerOf({ perMinute: 3 });
    await limits.take(viewer);
    expect(await limits.spend(viewer, 100)).toMatchObject({ status: 'allowed', remaining: 0 });
  });

  it('costs an operator nothing', async () => {
    expect(await createRequestLimits(fakeWindows(), neverAlone).spend(viewerOf({ scopes: ['OPERATOR'] }), 100)).toEqual(
      {
        status: 'unlimited',
      },
    );
  });
});

describe('the requests of a minute at several gateways', () => {
  const gatewaysOf = (count: number) => {
    const windows = fakeWindows();
    return { windows, gateways: Array.from({ length: count }, () => createRequestLimits(windows, neverAlone)) };
  };

  it.each([1, 2, 3, 5])('are never more than the plan allows, over %d', async (count) => {
    const { gateways } = gatewaysOf(count);
    const viewer = viewerOf({ perMinute: 200 });
    const bursts = gateways.flatMap((limits) => Array.from({ length: 300 }, async () => limits.take(viewer)));
    const all = passed(await Promise.all(bursts));
    expect(all).toBeLessThanOrEqual(200);
    expect(all).toBeGreaterThanOrEqual(200 - (count - 1) * 25);
  });

  it('are all there for one, but for what lies idle in another: an eighth at most', async () => {
    const { gateways } = gatewaysOf(2);
    const [busy, idle] = gateways as [RequestLimits, RequestLimits];
    const viewer = viewerOf({ perMinute: 200 });
    for (let asked = 0; asked < 40; asked += 1) await idle.take(viewer);
    let used = 40;
    while ((await busy.take(viewer)).status === 'allowed') used += 1;
    expect(used).toBeLessThanOrEqual(200);
    expect(used).toBeGreaterThanOrEqual(175);
    // What lies there can be used there.
    while ((await idle.take(viewer)).status === 'allowed') used += 1;
    expect(used).toBe(200);
  });

  it('are asked for once in a while, not for each request', async () => {
    const { windows, gateways } = gatewaysOf(1);
    const viewer = viewerOf({ perMinute: 6_000 });
    for (let asked = 0; asked < 3_000; asked += 1) await gateways[0]?.take(viewer);
    expect(windows.asked.length).toBeLessThan(25);
  });

  it('are counted by each gateway alone while nobody can be asked', async () => {
    const away = new Error('the database is away');
    const reasons: unknown[] = [];
    const limits = createRequestLimits({ take: () => Promise.reject(away) }, (error) => void reasons.push(error));
    const all = await Promise.all(Array.from({ length: 50 }, async () => limits.take(viewerOf({ perMinute: 20 }))));
    expect(passed(all)).toBe(20);
    // Said once for all that waited.
    expect(reasons).toEqual([away]);
  });
});
