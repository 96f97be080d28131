import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KEEP_ALIVE_MILLISECONDS, watchLife } from '../../src/server/watch-life.ts';

class FakeClient {
  pings = 0;
  isCut = false;
  ping(): void {
    this.pings += 1;
  }
  terminate(): void {
    this.isCut = true;
  }
}

describe('the watch over sockets', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const clientsOf = (count: number): FakeClient[] => Array.from({ length: count }, () => new FakeClient());

  it('asks all of them with one timer, and cuts who has not answered by the next time', () => {
    const [lively, dead] = clientsOf(2) as [FakeClient, FakeClient];
    const life = watchLife(new Set([lively, dead]));
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(KEEP_ALIVE_MILLISECONDS);
    expect([lively.pings, dead.pings]).toEqual([1, 1]);
    life.answered(lively);
    jest.advanceTimersByTime(KEEP_ALIVE_MILLISECONDS);
    expect([lively, dead]).toEqual([
      { pings: 2, isCut: false },
      { pings: 1, isCut: true },
    ]);
    life.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves a whole time to answer to who came in between', () => {
    const clients = new Set<FakeClient>();
    const life = watchLife(clients);
    jest.advanceTimersByTime(KEEP_ALIVE_MILLISECONDS - 1);
    const [late] = clientsOf(1) as [FakeClient];
    clients.add(late);
    jest.advanceTimersByTime(KEEP_ALIVE_MILLISECONDS);
    expect(late).toEqual({ pings: 1, isCut: false });
    life.stop();
  });
});
