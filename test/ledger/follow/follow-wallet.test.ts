import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { followTransactions } from '../../../src/ledger/follow/follow-wallet.ts';
import { createTailReader } from '../../../src/ledger/follow/read-tails.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { hookStatements } from '../../support/statements.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

const EVER = new Date(0);
const HOUR = 3_600_000;

/** Followers in a process of their own, whose statements are counted and whose bell the test rings. */
function openProcess() {
  const statements: string[] = [];
  const unhook = hookStatements(world.database, {
    before: (text) => {
      statements.push(text);
      return undefined;
    },
  });
  const wakes = new Set<() => void>();
  const watch = {
    watch: (_accountId: string, wake: () => void) => {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    changed: () => undefined,
    close: () => undefined,
  };
  const readTail = createTailReader(world.database);
  return {
    statements,
    unhook,
    follow: (accountId: string, afterSequence?: bigint, createdFrom = EVER) =>
      followTransactions({ sql: world.database, watch, readTail }, { accountId, afterSequence, createdFrom }),
    ring: () => {
      for (const wake of wakes) wake();
    },
  };
}

type Following = AsyncIterableIterator<LedgerTransaction>;
const nextOf = async (following: Following): Promise<LedgerTransaction> => (await following.next()).value;

async function take(following: Following, count: number): Promise<number[]> {
  const sequences: number[] = [];
  while (sequences.length < count) sequences.push(Number((await nextOf(following)).sequence));
  return sequences;
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function addTo(accountId: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => world.add(accountId, '1')));
}

describe('followers of transactions in one process', () => {
  it('share a statement for each change, whichever wallets they follow, and from one place what it gave', async () => {
    const [one, other] = [await world.newAccount('1'), await world.newAccount('1')];
    const { follow, ring } = openProcess();
    const following = [follow(one, 0n), follow(one, 0n), follow(other, 0n)];
    expect((await Promise.all(following.map(nextOf))).map(({ sequence }) => sequence)).toEqual([1n, 1n, 1n]);
    const waiting = following.map(nextOf);
    // One that comes from the same place now is answered after the others have found nothing, and wait.
    const probe = follow(one, 1n);
    const probing = nextOf(probe);
    await addTo(one, 1);
    await addTo(other, 1);
    ring();
    const [first, second, third] = await Promise.all(waiting);
    expect((await probing).sequence).toBe(2n);
    expect(first).toBe(second);
    expect([first?.sequence, third?.sequence]).toEqual([2n, 2n]);
    expect(third?.accountId).toBe(other);
    for (const each of [...following, probe]) await each.return?.();
  });

  it('are given a long backlog in order, page by page, and then what is booked', async () => {
    const accountId = await world.newAccount('1');
    await addTo(accountId, 249);
    const { follow, ring } = openProcess();
    const following = follow(accountId, 0n);
    expect(await take(following, 250)).toEqual(upTo(250));
    const rest = take(following, 120);
    await addTo(accountId, 120);
    ring();
    expect(await rest).toEqual(upTo(370, 251));
    await following.return?.();
  });

  it('who are slow are given all of what was booked meanwhile', async () => {
    const accountId = await world.newAccount('1');
    const { follow, ring } = openProcess();
    const [slow, quick] = [follow(accountId, 0n), follow(accountId, 0n)];
    expect(await take(slow, 1)).toEqual([1]);
    for (let last = 2; last <= 4; last += 1) {
      await addTo(accountId, 1);
      ring();
    }
    expect(await take(quick, 4)).toEqual(upTo(4));
    await addTo(accountId, 150);
    ring();
    expect(await take(slow, 153)).toEqual(upTo(154, 2));
    expect(await take(quick, 150)).toEqual(upTo(154, 5));
    await Promise.all([slow.return?.(), quick.return?.()]);
  });

  it('are never given what lies before the audit window, not even once they have caught up', async () => {
    const accountId = await world.newAccount('1');
    await addTo(accountId, 120);
    world.clock.now = new Date(world.clock.now.getTime() + HOUR);
    const { follow, ring } = openProcess();
    const [empty, short] = [follow(accountId, 0n, world.clock.now), follow(accountId, 0n, world.clock.now)];
    const first = nextOf(empty);
    await addTo(accountId, 2);
    ring();
    expect((await first).sequence).toBe(122n);
    expect(await take(short, 2)).toEqual([122, 123]);
    const [rest, others] = [take(empty, 2), take(short, 1)];
    await addTo(accountId, 1);
    ring();
    expect(await rest).toEqual([123, 124]);
    expect(await others).toEqual([124]);
    await Promise.all([empty.return?.(), short.return?.()]);
  });

  it('without a place to begin are given what is booked from then on', async () => {
    const accountId = await world.newAccount('1');
    const { follow, ring, statements, unhook } = openProcess();
    const following = follow(accountId);
    const next = nextOf(following);
    // The wallet's head was read, and then what is booked after it was asked for.
    while (statements.length < 2) await new Promise(setImmediate);
    unhook();
    await addTo(accountId, 1);
    ring();
    expect((await next).sequence).toBe(2n);
    await following.return?.();
  });
});
