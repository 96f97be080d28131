// REQUEST_LOG as a share: the same requests are kept by everybody who writes or reads them, and about as many as were asked for.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, shardOf } from '../../src/database/index.ts';
import type { EndedRequest, OpenRequest } from '../../src/requests/index.ts';
import { isKept } from '../../src/requests/sample.ts';
import { createLogWorld, type LogWorld, lineAt, refusal } from './log-world.ts';

const SHARE = 0.25;
const MANY = 4_000;

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());

/** Six standard deviations: one run in five hundred million is beyond. */
const DEVIATION = 6 * Math.sqrt(MANY * SHARE * (1 - SHARE));
const everything = { from: new Date(0) };
const page = (accountId: string) => ({ accountId, filter: everything, limit: 100, isBackward: false });

const manyLines = (accountId: string): EndedRequest[] =>
  Array.from({ length: MANY }, () => lineAt(accountId, Date.now()));

describe('a share of the requests', () => {
  it('is kept of answers', async () => {
    const accountId = newId();
    const room = world.open({ share: SHARE });
    for (let count = 0; count < MANY; count += 1) room.requests.note(refusal(accountId, { endpoint: 'ESTIMATE' }));
    await room.flush();
    const lines = await world.lines(accountId);
    expect(Math.abs(lines.length - MANY * SHARE)).toBeLessThan(DEVIATION);
    expect(lines.filter(({ id }) => !isKept(id, SHARE))).toEqual([]);
    expect((await room.requests.summary(accountId, everything)).requests).toBe(lines.length);
  });

  it('is kept of ends of generations: the same ones, whoever writes them and however often', async () => {
    const accountId = newId();
    const ended = manyLines(accountId);
    for (const room of [world.open({ share: SHARE }), world.open({ share: SHARE })]) {
      await shardOf(world.database, accountId).transaction(async (tx) => room.recordEnded(tx, ended));
    }
    const kept = ended.filter(({ id }) => isKept(id, SHARE));
    expect(Math.abs(kept.length - MANY * SHARE)).toBeLessThan(DEVIATION);
    expect((await world.lines(accountId)).map(({ id }) => id)).toEqual(kept.map(({ id }) => id).toSorted());
  });

  it('is shown of what is under way, so that no line appears only to be gone with its end', async () => {
    const accountId = newId();
    const underWay = manyLines(accountId).map((line): OpenRequest => ({ ...line, status: 'PROCESSING' }));
    const room = world.open({ share: SHARE, underWay });
    const kept = underWay.filter(({ id }) => isKept(id, SHARE));
    expect((await room.requests.summary(accountId, everything)).requests).toBe(kept.length);
    const shown = await room.requests.list({ ...page(accountId), limit: MANY });
    expect(shown.map(({ id }) => id).toSorted()).toEqual(kept.map(({ id }) => id).toSorted());
  });

  it.each([
    ['all', 1, 3],
    ['off', 0, 0],
  ])('%s of them: %d', async (_, share, expected) => {
    const accountId = newId();
    const underWay = [{ ...lineAt(accountId, Date.now()), status: 'PENDING' } as const];
    const room = world.open({ share, underWay });
    room.requests.note(refusal(accountId));
    await room.flush();
    await shardOf(world.database, accountId).transaction(async (tx) =>
      room.recordEnded(tx, [lineAt(accountId, Date.now())]),
    );
    expect(await room.requests.list(page(accountId))).toHaveLength(expected);
    expect((await room.requests.summary(accountId, everything)).requests).toBe(expected);
  });
});
