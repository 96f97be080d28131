import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, newId } from '../../../src/database/index.ts';
import {
  createFollowers,
  followGeneration,
  type StatusEvents,
} from '../../../src/generation/follow/follow-generation.ts';
import { GENERATION_CHANNEL } from '../../../src/generation/follow/publish-changes.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { changeStatements } from '../../support/change-statements.ts';
import { createGenerationWorld, type GenerationWorld, MODEL } from '../../support/generation-world.ts';
import { scriptedProvider } from '../../support/scripted-provider.ts';

let world: GenerationWorld;

beforeAll(async () => {
  world = await createGenerationWorld();
});

afterAll(() => world.close());

/** Followers in a process of their own, whose statements are counted and whose events the test publishes. */
function openProcess(database: Database = world.database) {
  const statements: string[] = [];
  const handlers: { publish?: (topic: string) => void; reconnect?: () => void } = {};
  const events: StatusEvents = {
    on: (channel, handler) => {
      expect(channel).toBe(GENERATION_CHANNEL);
      handlers.publish = handler;
      return () => undefined;
    },
    onReconnect: (handler) => {
      handlers.reconnect = handler;
      return () => undefined;
    },
  };
  const text = (asked: string): string => {
    statements.push(asked);
    return asked;
  };
  return { followers: createFollowers(events, changeStatements(database, { text })), statements, handlers };
}

async function newGeneration(accountId: string): Promise<string> {
  const room = world.openRoom(scriptedProvider({ submit: () => ({ state: 'pending', upstreamId: 'never begun' }) }));
  const outcome = await room.generations.request({
    ...{ accountId, apiKeyId: newId(), model: MODEL, prompt: 'a fox', idempotencyKey: newId() },
    ...{ parameters: {}, count: 1, concurrencyLimit: 100 },
  } as Parameters<typeof room.generations.request>[0]);
  if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome, undefined, 1));
  return outcome.generation.id;
}

const change = (database: Database, id: string): Promise<unknown[]> =>
  database.rows('update generation set sequence = sequence + 1 where id = $1', [id]);

type Following = AsyncIterableIterator<Generation>;
const nextOf = async (following: Following | undefined): Promise<Generation> => (await following?.next())?.value;

describe('followers of generations in one process', () => {
  it('share a statement for each event, whatever they follow, and those of the same one share what it gave', async () => {
    const accountId = await world.newAccount('10');
    const [one, other] = [await newGeneration(accountId), await newGeneration(accountId)];
    const { followers, statements, handlers } = openProcess();
    const follow = (id: string) => followGeneration(followers, { accountId, id });
    const following = await Promise.all([one, one, one, other].map(follow));
    expect(statements).toHaveLength(1);
    const first = await Promise.all(following.map(nextOf));
    expect(new Set(first.slice(0, 3)).size).toBe(1);
    expect(first.map(({ id }) => id)).toEqual([one, one, one, other]);

    const second = Promise.all(following.map(nextOf));
    // They have found nothing new, and wait.
    await follow(one).then((late) => late?.return?.());
    statements.length = 0;
    await change(world.database, one);
    await change(world.database, other);
    for (const id of [one, other]) handlers.publish?.(`${accountId} ${id}`);
    const changed = await second;
    expect(statements).toHaveLength(1);
    expect(new Set(changed.slice(0, 3)).size).toBe(1);
    expect(changed.map(({ sequence }) => sequence)).toEqual(first.map(({ sequence }) => sequence + 1));
    for (const each of following) await each?.return?.();
  });

  it('are not confused by another account that asks for the same generation at the same time', async () => {
    const [mine, theirs] = [await world.newAccount('10'), await world.newAccount('10')];
    const id = await newGeneration(mine);
    const { followers } = openProcess();
    const asked = [theirs, mine, theirs].map((accountId) => followGeneration(followers, { accountId, id }));
    const [before, own, after] = await Promise.all(asked);
    expect([before, after]).toEqual([undefined, undefined]);
    expect(await nextOf(own)).toMatchObject({ id, accountId: mine });
    await own?.return?.();
  });

  it('begin with the state after they came, though others received an older one', async () => {
    const accountId = await world.newAccount('10');
    const id = await newGeneration(accountId);
    const { followers } = openProcess();
    const early = await followGeneration(followers, { accountId, id });
    const before = await nextOf(early);
    await change(world.database, id);
    const late = await followGeneration(followers, { accountId, id });
    expect((await nextOf(late)).sequence).toBe(before.sequence + 1);
    await Promise.all([early?.return?.(), late?.return?.()]);
  });

  it('give a slow one the newest state, and skip what it was too slow for', async () => {
    const accountId = await world.newAccount('10');
    const id = await newGeneration(accountId);
    const { followers, handlers } = openProcess();
    const following = await followGeneration(followers, { accountId, id });
    const { sequence } = await nextOf(following);
    for (let times = 0; times < 5; times += 1) {
      await change(world.database, id);
      handlers.publish?.(`${accountId} ${id}`);
    }
    expect((await nextOf(following)).sequence).toBe(sequence + 5);
    await following?.return?.();
  });

  it('read again when notifications may have been missed', async () => {
    const accountId = await world.newAccount('10');
    const id = await newGeneration(accountId);
    const { followers, handlers } = openProcess();
    const following = await followGeneration(followers, { accountId, id });
    const { sequence } = await nextOf(following);
    const next = nextOf(following);
    await change(world.database, id);
    handlers.reconnect?.();
    expect((await next).sequence).toBe(sequence + 1);
    await following?.return?.();
  });

  it('all get the error of a database that cannot be read, the same one, and none is left behind', async () => {
    const accountId = await world.newAccount('10');
    const id = await newGeneration(accountId);
    const down = new Error('the database is away');
    let isDown = false;
    const text = (asked: string): string => {
      if (isDown) throw down;
      return asked;
    };
    const { followers, handlers, statements } = openProcess(changeStatements(world.database, { text }));
    const following = await Promise.all([1, 2].map(() => followGeneration(followers, { accountId, id })));
    await Promise.all(following.map(nextOf));
    isDown = true;
    const failing = following.map((each) => nextOf(each).catch((error: unknown) => error));
    handlers.publish?.(`${accountId} ${id}`);
    expect(await Promise.all(failing)).toEqual([down, down]);
    await expect(followGeneration(followers, { accountId, id })).rejects.toBe(down);
    statements.length = 0;
    handlers.publish?.(`${accountId} ${id}`);
    expect(statements).toEqual([]);
  });
});
