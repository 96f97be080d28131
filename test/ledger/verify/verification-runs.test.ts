// One verification of an account at a time, whichever gateway was asked, and none that is lost with its gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/index.ts';
import { createVerificationRuns } from '../../../src/ledger/verify/verification-runs.ts';
import { changePlaces } from '../../support/change-statements.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

/** A database whose verifications wait for `open`, or fail. */
function gated(database: Database): { database: Database; open: (error?: Error) => void; begun: () => number } {
  let begun = 0;
  let open: (error?: Error) => void = () => undefined;
  const gate = new Promise<Error | undefined>((resolve) => {
    open = resolve;
  });
  const changed = changePlaces(database, (place) => ({
    snapshot: async (work) => {
      begun += 1;
      const error = await gate;
      if (error !== undefined) throw error;
      return place.snapshot(work);
    },
  }));
  return { database: changed, open: (error) => open(error), begun: () => begun };
}

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 29, 12, 0, seconds));

describe('verifications in the background', () => {
  it('are one at a time for an account, also over two gateways, and remembered', async () => {
    const account = await world.newAccount('1');
    const first = gated(world.database);
    const second = gated(world.database);
    const here = createVerificationRuns({ database: first.database, now: () => at(0) });
    const there = createVerificationRuns({ database: second.database, now: () => at(5) });
    const runs = [await here.start(account), await here.start(account), await there.start(account)];
    for (const run of runs) expect(run).toMatchObject({ status: 'RUNNING', startedAt: at(0), finishedAt: undefined });
    first.open();
    await here.idle();
    await there.idle();
    expect([first.begun(), second.begun()]).toEqual([1, 0]);
    expect(await there.last(account)).toMatchObject({
      status: 'DONE',
      finishedAt: at(0),
      verification: { accountId: account, ok: true, transactions: 1, lastSequence: 1n },
    });
    expect(await there.last(await world.newAccount())).toBeUndefined();
  });

  it('are made by another gateway when theirs has died, and what comes back from the dead changes nothing', async () => {
    const account = await world.newAccount('1');
    const dead = gated(world.database);
    const lost = createVerificationRuns({ database: dead.database, now: () => at(0) });
    await lost.start(account);
    const soon = createVerificationRuns({ database: world.database, now: () => at(59) });
    expect(await soon.start(account)).toMatchObject({ status: 'RUNNING', startedAt: at(0) });
    const later = createVerificationRuns({ database: world.database, now: () => at(60) });
    expect(await later.start(account)).toMatchObject({ status: 'RUNNING', startedAt: at(60) });
    await later.idle();
    dead.open(new Error('it was another gateway'));
    await lost.idle();
    expect(await later.last(account)).toMatchObject({ status: 'DONE', startedAt: at(60) });
  });

  it('that fail say so, are heard of, and can be asked for again', async () => {
    const account = await world.newAccount('1');
    const failing = gated(world.database);
    const failed: string[] = [];
    const runs = createVerificationRuns({
      database: failing.database,
      now: () => at(0),
      onFailed: (accountId) => failed.push(accountId),
    });
    await runs.start(account);
    failing.open(new Error('out of order'));
    await runs.idle();
    expect(await runs.last(account)).toMatchObject({ status: 'FAILED', verification: undefined });
    expect(failed).toEqual([account]);
    const again = createVerificationRuns({ database: world.database, now: () => at(1) });
    expect(await again.start(account)).toMatchObject({ status: 'RUNNING', startedAt: at(1) });
    await again.idle();
    expect(await again.last(account)).toMatchObject({ status: 'DONE' });
  });

  it('are two at once in one process, whatever is asked for', async () => {
    const accounts = await Promise.all([1, 2, 3, 4].map(() => world.newAccount('1')));
    const slow = gated(world.database);
    const runs = createVerificationRuns({ database: slow.database, now: () => at(0) });
    for (const account of accounts) await runs.start(account);
    await waitUntil('two have begun', () => slow.begun() === 2);
    slow.open();
    await runs.idle();
    expect(slow.begun()).toBe(4);
  });

  it('shared by who asks at the same time are one', async () => {
    const account = await world.newAccount('1');
    const slow = gated(world.database);
    const runs = createVerificationRuns({ database: slow.database, now: () => at(0) });
    const asked = Array.from({ length: 15 }, () => runs.now(account));
    slow.open();
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(slow.begun()).toBe(1);
  });
});
