// One minute of an account, taken from by several gateways at once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRequestWindows } from '../../src/accounts/index.ts';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

let scratch: TestDatabase;
let databases: readonly Database[];

beforeAll(async () => {
  scratch = await createTestDatabase();
  const connect = () => connectDatabase({ url: scratch.url, orm: ormConfig });
  databases = [await connect(), await connect(), await connect()];
});

afterAll(async () => {
  for (const database of databases) await database.close();
  await scratch.drop();
});

const gateways = (windowMilliseconds = 3_600_000) =>
  databases.map((database) => createRequestWindows(database, { windowMilliseconds }));

describe('the window of an account', () => {
  it('gives no more than the limit, to how many gateways soever', async () => {
    const accountId = newId();
    const takeOften = async (windows: ReturnType<typeof createRequestWindows>): Promise<number> => {
      let all = 0;
      for (let asked = 0; asked < 20; asked += 1) {
        all += (await windows.take({ accountId, limit: 100, requests: 3 })).granted;
      }
      return all;
    };
    const taken = await Promise.all(gateways().map(takeOften));
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(100);
  });

  it('is the same for all, says what is left of it, and has a limit that may change', async () => {
    const accountId = newId();
    const [one, other] = gateways() as [
      ReturnType<typeof createRequestWindows>,
      ReturnType<typeof createRequestWindows>,
    ];
    const first = await one.take({ accountId, limit: 10, requests: 4 });
    expect(first).toMatchObject({ granted: 4, taken: 4 });
    expect(first.millisecondsLeft).toBeGreaterThan(0);
    expect(first.millisecondsLeft).toBeLessThanOrEqual(3_600_000);
    expect(await other.take({ accountId, limit: 10, requests: 9 })).toMatchObject({
      ...{ granted: 6, taken: 10, window: first.window },
    });
    expect(await one.take({ accountId, limit: 12, requests: 9 })).toMatchObject({ granted: 2, taken: 12 });
    expect(await one.take({ accountId, limit: 5, requests: 1 })).toMatchObject({ granted: 0, taken: 12 });
  });

  it('is followed by another when it is over', async () => {
    const accountId = newId();
    const [one, other] = gateways(50) as [
      ReturnType<typeof createRequestWindows>,
      ReturnType<typeof createRequestWindows>,
    ];
    const first = await one.take({ accountId, limit: 5, requests: 5 });
    await waitUntil('another window begins', async () => {
      const next = await other.take({ accountId, limit: 5, requests: 1 });
      return next.window !== first.window && next.granted === 1 && next.taken === 1;
    });
  });

  it('of many accounts is taken from in one statement', async () => {
    const [windows] = gateways();
    const accountIds = Array.from({ length: 50 }, () => newId());
    const take = async (accountId: string) => windows?.take({ accountId, limit: 7, requests: 9 });
    expect((await Promise.all(accountIds.map(take))).map((one) => one?.granted)).toEqual(accountIds.map(() => 7));
  });
});
