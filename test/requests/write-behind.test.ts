// What was answered is written behind the answer: nobody waits, nothing is lost that needs not be, and what is lost is said.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CommitUnknownError, type Database, newId } from '../../src/database/index.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createLogWorld, type LogWorld, refusal } from './log-world.ts';

const MOST_WAITING = 20_000;

let world: LogWorld;
beforeAll(async () => {
  world = await createLogWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.logged.length = 0;
});

type Run = Database['transaction'];

/** The database, with something in the way of its transactions. */
const through = (around: (run: () => Promise<unknown>) => Promise<unknown>): Database => ({
  ...world.database,
  transaction: ((work) => around(() => world.database.transaction(work))) as Run,
});

const eventsOf = (event: string) => world.logged.filter((one) => one.event === event).map(({ details }) => details);

const refusedOf = async (accountId: string): Promise<number> => {
  const [row] = await world.database.rows<{ refused: bigint | null }>(
    'select sum(refused) as refused from refused_count where account_id = $1',
    [accountId],
  );
  return Number(row?.refused ?? 0);
};

describe('answers that the database does not take in time', () => {
  it('wait, up to a bound; what is beyond it is lost and said, and nobody who answers waits', async () => {
    const accountId = newId();
    const isAway = Promise.withResolvers<undefined>();
    const room = world.open({ database: through((run) => isAway.promise.then(run)) });
    const beyond = 7;
    // In one go: no answer waits for anything.
    for (let count = 0; count < MOST_WAITING + beyond; count += 1) room.requests.note(refusal(accountId));
    expect(await world.lines(accountId)).toEqual([]);
    isAway.resolve(undefined);
    await room.flush();
    expect(await world.lines(accountId)).toHaveLength(MOST_WAITING);
    expect(eventsOf('requests_not_logged')).toEqual([{ lost: beyond }]);
    // Counts of refusals take no room: they have no bound.
    expect(await refusedOf(accountId)).toBe(MOST_WAITING + beyond);
    // There is room again.
    room.requests.note(refusal(accountId));
    await room.flush();
    expect(await world.lines(accountId)).toHaveLength(MOST_WAITING + 1);
    expect(eventsOf('requests_not_logged')).toHaveLength(1);
  });

  it('are tried again by themselves, and written once', async () => {
    const accountId = newId();
    let failures = 0;
    const failing = through(async (run) => {
      failures += 1;
      if (failures <= 2) throw new Error('the database is away');
      return run();
    });
    const room = world.open({ database: failing });
    for (let count = 0; count < 3; count += 1) room.requests.note(refusal(accountId));
    await waitUntil('they are written', async () => (await world.lines(accountId)).length > 0);
    expect(await world.lines(accountId)).toHaveLength(3);
    expect(await refusedOf(accountId)).toBe(3);
    expect(eventsOf('requests_not_written_yet')).toHaveLength(2);
    expect(eventsOf('requests_not_logged')).toEqual([]);
  });

  it('are written, and counted, beside one that never can be', async () => {
    const accountId = newId();
    const room = world.open({});
    room.requests.note(refusal(accountId));
    room.requests.note({ ...refusal(accountId), userId: 'half of U+0000: \u0000' });
    room.requests.note({ ...refusal(accountId), sessionId: Object.prototype as unknown as string });
    room.requests.note(refusal(accountId));
    await room.flush();
    expect(await world.lines(accountId)).toHaveLength(2);
    expect(await refusedOf(accountId)).toBe(4);
    expect(eventsOf('requests_not_logged')).toEqual([{ lost: 2 }]);
  });

  it('are counted once where nobody knows whether they were written', async () => {
    const accountId = newId();
    let isFirst = true;
    const unsure = through(async (run) => {
      const result = await run();
      if (!isFirst) return result;
      isFirst = false;
      throw new CommitUnknownError('the connection was cut');
    });
    const room = world.open({ database: unsure });
    for (let count = 0; count < 3; count += 1) room.requests.note(refusal(accountId));
    await room.flush().catch(() => undefined);
    await room.flush();
    expect(await world.lines(accountId)).toHaveLength(3);
    expect(await refusedOf(accountId)).toBe(3);
    const summary = await room.requests.summary(accountId, { from: new Date(0) });
    expect(summary.requests).toBe(3);
  });
});

describe('a stop', () => {
  it('writes what is left', async () => {
    const accountId = newId();
    const room = world.open();
    for (let count = 0; count < 1_200; count += 1) room.requests.note(refusal(accountId));
    await room.stop();
    expect(await world.lines(accountId)).toHaveLength(1_200);
    expect(await refusedOf(accountId)).toBe(1_200);
  });

  it('writes what came while it was writing', async () => {
    const accountId = newId();
    let more = 2;
    const room = world.open({
      database: through((run) => {
        more -= 1;
        if (more >= 0) room.requests.note(refusal(accountId));
        return run();
      }),
    });
    room.requests.note(refusal(accountId));
    await room.stop();
    expect(await world.lines(accountId)).toHaveLength(3);
  });

  it('does not wait for ever for a database that is away, and says how many are lost', async () => {
    const accountId = newId();
    const room = world.open({ database: through(() => Promise.reject(new Error('the database is away'))) });
    for (let count = 0; count < 5; count += 1) room.requests.note(refusal(accountId));
    await room.stop();
    expect(eventsOf('requests_not_written').length).toBeGreaterThan(0);
    expect(eventsOf('requests_not_logged')).toEqual([{ lost: 5 }]);
    expect(await world.lines(accountId)).toEqual([]);
  });
});
