// What an account's plan shows no more is deleted, a bounded number at a time.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import type { Kept } from '../../src/requests/index.ts';
import { createLogWorld, type LogWorld, lineAt } from './log-world.ts';

const HOUR = 3_600_000;
const SINCE = Date.parse('2026-10-22T12:30:00.000Z');

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());

/** Rounds of the room until it says that there is no more; each is shown what is left. */
async function pruneAll(
  kept: readonly Kept[],
  afterRound: () => Promise<void> = async () => undefined,
): Promise<number> {
  const room = world.open({ keptOf: async (after) => (after === undefined ? kept : []) });
  for (let rounds = 1; ; rounds += 1) {
    const mayHaveMore = await room.prune();
    await afterRound();
    if (!mayHaveMore) return rounds;
  }
}

const keptSince = (accountId: string, since = SINCE): Kept => ({ accountId, since: new Date(since) });

const hoursOf = async (accountId: string): Promise<[number, number][]> => {
  const rows = await world.database.rows<{ hour: number; requests: bigint }>(
    'select hour, sum(requests) as requests from request_count where account_id = $1 group by hour order by hour',
    [accountId],
  );
  return rows.map(({ hour, requests }) => [hour, Number(requests)]);
};

describe('pruning', () => {
  it('deletes what is older than the account may look back, to the millisecond, and nothing else', async () => {
    const accountId = newId();
    const moments = [SINCE - 40 * 24 * HOUR, SINCE - HOUR, SINCE - 1, SINCE, SINCE + 1, SINCE + HOUR];
    const lines = moments.map((moment) => lineAt(accountId, moment));
    await world.record(lines);
    await pruneAll([keptSince(accountId)]);
    expect((await world.lines(accountId)).map(({ id }) => id)).toEqual(lines.slice(3).map(({ id }) => id));
  });

  it('deletes counts of hours that are over by then; that in which it begins stays whole', async () => {
    const accountId = newId();
    const moments = [SINCE - 2 * HOUR, SINCE - HOUR, SINCE - 1, SINCE, SINCE + HOUR];
    await world.record(moments.map((moment) => lineAt(accountId, moment)));
    await pruneAll([keptSince(accountId)]);
    const hour = Math.floor(SINCE / HOUR);
    expect(await hoursOf(accountId)).toEqual([
      [hour, 2],
      [hour + 1, 1],
    ]);
  });

  it('leaves accounts alone that may look back further, and those that it was not told of', async () => {
    const [long, unknown, short] = [newId(), newId(), newId()];
    const old = SINCE - HOUR;
    for (const accountId of [long, unknown, short]) await world.record([lineAt(accountId, old)]);
    await pruneAll([keptSince(long, SINCE - 24 * HOUR), keptSince(short)]);
    expect(await Promise.all([long, unknown, short].map(async (one) => (await world.lines(one)).length))).toEqual([
      ...[1, 1, 0],
    ]);
  });

  it('deletes at most a thousand lines of an account at once, and goes on until all are gone', async () => {
    const [many, few] = [newId(), newId()];
    const lines = Array.from({ length: 2_300 }, (_, index) => lineAt(many, SINCE - HOUR - index));
    await world.record([...lines, lineAt(many, SINCE), lineAt(few, SINCE - HOUR)]);
    const left: number[] = [];
    await pruneAll([keptSince(many), keptSince(few)], async () => {
      left.push((await world.lines(many)).length);
    });
    expect(left.slice(0, 3)).toEqual([1_301, 301, 1]);
    expect(left.at(-1)).toBe(1);
    expect(await world.lines(few)).toEqual([]);
  });

  it('goes through all accounts, page by page, and begins anew', async () => {
    const accounts = Array.from({ length: 5 }, () => newId()).toSorted();
    const asked: (string | undefined)[] = [];
    const keptOf = async (after: string | undefined): Promise<Kept[]> => {
      asked.push(after);
      const rest = accounts.filter((id) => after === undefined || id > after);
      return rest.slice(0, 2).map((id) => keptSince(id));
    };
    const room = world.open({ keptOf });
    for (const accountId of accounts) await world.record([lineAt(accountId, SINCE - HOUR)]);
    const answers = [];
    for (let round = 0; round < 5; round += 1) answers.push(await room.prune());
    expect(asked).toEqual([undefined, accounts[1], accounts[3], accounts[4], undefined]);
    expect(answers).toEqual([true, true, true, false, true]);
    for (const accountId of accounts) expect(await world.lines(accountId)).toEqual([]);
  });
});
