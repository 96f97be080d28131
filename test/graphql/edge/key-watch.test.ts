import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createKeyWatch } from '../../../src/graphql/edge/sockets/admission.ts';
import type { Scope } from '../../../src/keys/index.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const READS: readonly Scope[] = ['ACCOUNT_READ', 'GENERATION_READ'];

function openWatch() {
  const asked: (string | undefined)[] = [];
  const found = { scopes: READS as readonly Scope[] | undefined, isAway: false };
  const watch = createKeyWatch(async ({ authorization }) => {
    asked.push(authorization);
    if (found.isAway) throw new Error('the database is away');
    return found.scopes === undefined
      ? { status: 'unknown', problem: 'REVOKED' }
      : { status: 'known', found: { scopes: found.scopes } };
  });
  return { asked, found, watch };
}

function openSocket(authorization: string) {
  const closed: number[] = [];
  const socket = { close: (code: number) => closed.push(code), send: () => undefined };
  return { connectionParams: { authorization }, subscriptions: {}, extra: { socket }, closed };
}

const look = (): Promise<void> => jest.advanceTimersByTimeAsync(2_000);

describe('the watch over keys of open sockets', () => {
  it('asks once for all sockets of a key, and closes them all with 4403 when it has ended', async () => {
    const { asked, found, watch } = openWatch();
    const [one, same, other] = [openSocket('a'), openSocket('a'), openSocket('b')];
    for (const socket of [one, same, other]) watch.add(socket, { scopes: READS });
    await look();
    expect(asked).toEqual(['a', 'b']);
    expect([one, same, other].map(({ closed }) => closed)).toEqual([[], [], []]);
    found.scopes = undefined;
    await look();
    expect([one, same, other].map(({ closed }) => closed)).toEqual([[4403], [4403], [4403]]);
    await look();
    expect(asked).toHaveLength(4);
  });

  it('closes a socket whose key may do less than when something may have been begun', async () => {
    const { found, watch } = openWatch();
    const [kept, widened] = [openSocket('kept'), openSocket('widened')];
    for (const socket of [kept, widened]) watch.add(socket, { scopes: READS });
    watch.allowed(widened, { scopes: [...READS, 'BILLING_WRITE'] });
    found.scopes = ['KEYS_WRITE', ...READS];
    await look();
    expect([kept.closed, widened.closed]).toEqual([[], [4403]]);
    found.scopes = ['ACCOUNT_READ'];
    await look();
    expect(kept.closed).toEqual([4403]);
  });

  it('sends nobody away because the keys cannot be asked, and asks again', async () => {
    const { asked, found, watch } = openWatch();
    const socket = openSocket('a');
    watch.add(socket, { scopes: READS });
    found.isAway = true;
    await look();
    expect(socket.closed).toEqual([]);
    found.isAway = false;
    found.scopes = undefined;
    await look();
    expect(socket.closed).toEqual([4403]);
    expect(asked).toHaveLength(2);
  });

  it('asks nothing once the last socket has left', async () => {
    const { asked, watch } = openWatch();
    const sockets = [openSocket('a'), openSocket('a')];
    for (const socket of sockets) watch.add(socket, { scopes: READS });
    for (const socket of sockets) watch.remove(socket);
    await look();
    await look();
    expect(asked).toEqual([]);
  });
});
