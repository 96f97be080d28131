// A process works on so many generations at once, takes what it has accepted by itself while it has time, and leaves the
// rest to others.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sharding } from '../../../src/database/sql.ts';
import type { ProviderVerdict } from '../../../src/generation/index.ts';
import { createWorkerPool } from '../../../src/generation/run/worker-pool.ts';
import { changePlaces } from '../../support/change-statements.ts';
import { isCluster } from '../../support/cluster.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../../support/generation-world.ts';
import { runServices } from '../../support/run-services.ts';
import { image, type ScriptedProvider, scriptedProvider } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

let world: GenerationWorld;

beforeEach(async () => {
  world = await createGenerationWorld();
});

afterEach(() => world.close());

const succeed = (upstreamId: string): ProviderVerdict => ({
  state: 'succeeded',
  upstreamId,
  outputs: [image(1024, 1024)],
});

/** A provider whose calls wait for the test, and how many have waited at once. */
function slowProvider(): ScriptedProvider & { readonly calls: (() => void)[]; most(): number } {
  const calls: (() => void)[] = [];
  let open = 0;
  let most = 0;
  const provider = scriptedProvider({
    submit: async (_, id) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise<void>((resolve) => calls.push(resolve));
      open -= 1;
      return succeed(id);
    },
  });
  return Object.assign(provider, { calls, most: () => most });
}

/** A job may be gone as soon as it is there. */
async function rememberJobs(): Promise<void> {
  await world.database.rows('create table remembered_job (id bigint)');
  await world.database.rows(`create function remember_job() returns trigger language plpgsql as $$
    begin insert into remembered_job values (new.id); return new; end $$`);
  await world.database.rows(
    'create trigger remember after insert on graphile_worker._private_jobs for each row execute function remember_job()',
  );
}

const countRemembered = async (): Promise<number> => (await world.database.rows('select from remembered_job')).length;

const countStatus = async (status: string): Promise<number> =>
  (await world.database.rows('select from generation where status = $1', [status])).length;

async function queue(count: number): Promise<void> {
  const accountId = await world.newAccount('10');
  const room = world.openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
  for (let n = 0; n < count; n += 1) await accepted(room, requestOf(accountId));
}

describe('a pool', () => {
  it('works on no more at once than it may, and has not looked to the end before there was room', async () => {
    await queue(7);
    const provider = slowProvider();
    const services = runServices(world, [provider]);
    const pool = createWorkerPool(services, { largest: 3, busy: 1 });
    let isDone = false;
    const looked = pool.look().then(() => {
      isDone = true;
    });
    for (let answered = 0; answered < 7; answered += 1) {
      await waitUntil('a call', () => provider.calls.length > 0);
      if (answered < 4) expect(isDone).toBe(false);
      provider.calls.shift()?.();
    }
    await looked;
    await pool.stop();
    expect(provider.most()).toBe(3);
    expect(await countStatus('SUCCEEDED')).toBe(7);
  });

  it('looks once more for what was queued while it was looking', async () => {
    const provider = scriptedProvider({ submit: (_, id) => succeed(id) });
    let looks = 0;
    let answers = 0;
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // A look goes to every shard: what is counted are those at one of them.
    const changed = changePlaces(world.database, (place, number) => ({
      transaction: async (work) => {
        if (number > 0) return place.transaction(work);
        looks += 1;
        const result = await place.transaction(work);
        answers += 1;
        if (answers === 1) await held;
        return result;
      },
    }));
    const services = runServices(world, [provider], { database: changed });
    const pool = createWorkerPool(services, { largest: 3, busy: 1 });
    const first = pool.look();
    await waitUntil('the first look has found nothing', () => answers === 1);
    await queue(2);
    const second = pool.look();
    goOn();
    await Promise.all([first, second]);
    await pool.stop();
    expect(looks).toBe(2);
    expect(await countStatus('SUCCEEDED')).toBe(2);
  });

  it('expects no more than it has time for, and nothing once it is to stop', async () => {
    await queue(1);
    const provider = slowProvider();
    const services = runServices(world, [provider]);
    const pool = createWorkerPool(services, { largest: 10, busy: 2 });
    await pool.look();
    const answer = pool.expect();
    expect(answer).toBeDefined();
    expect(pool.expect()).toBeUndefined();
    answer?.(false);
    expect(pool.expect()).toBeDefined();
    services.stop();
    expect(pool.expect()).toBeUndefined();
    await waitUntil('the call', () => provider.calls.length > 0);
    provider.calls[0]?.();
    await pool.stop();
  });

  it('looks again after a look that failed', async () => {
    await queue(1);
    const provider = scriptedProvider({ submit: (_, id) => succeed(id) });
    let isBroken = true;
    const changed = changePlaces(world.database, (place) => ({
      transaction: (work) => (isBroken ? Promise.reject(new Error('no database')) : place.transaction(work)),
    }));
    const services = runServices(world, [provider], { database: changed });
    const pool = createWorkerPool(services, { largest: 3, busy: 1 });
    await expect(pool.look()).rejects.toThrow('no database');
    isBroken = false;
    await pool.look();
    await pool.stop();
    expect(await countStatus('SUCCEEDED')).toBe(1);
  });

  it('takes what is on other shards while one is away, and then says that it is', async () => {
    await queue(2);
    const { database } = world;
    const away = { ...database, transaction: () => Promise.reject(new Error('away')) };
    const present = database.sharding?.shards ?? [database];
    const sharding: Sharding = {
      ...{ between: () => present, indexOf: () => 0, pools: [], nodes: { urls: [], onChange: () => undefined } },
      ...database.sharding,
      // The first of them is the last of the first round.
      shards: [away, away, ...present],
    };
    const provider = scriptedProvider({ submit: (_, id) => succeed(id) });
    const services = { ...runServices(world, [provider]), database: { ...database, sharding } };
    const pool = createWorkerPool(services, { largest: 10, busy: 1 });
    await expect(pool.look()).rejects.toThrow('away');
    await pool.stop();
    expect(provider.submitted).toHaveLength(2);
  });
});

describe('a process', () => {
  it('that has time takes what it accepts by itself: no job is written', async () => {
    const provider = scriptedProvider({ submit: (_, id) => succeed(id) });
    const room = world.openRoom(provider);
    await rememberJobs();
    await room.start({ scanMilliseconds: 3_600_000 });
    const accountId = await world.newAccount('10');
    await ended(room, await accepted(room, requestOf(accountId)));
    expect(await countRemembered()).toBe(0);
    await room.stop();
  });

  // On shards there are no jobs: the scan finds it.
  (isCluster() ? it.skip : it)('that is busy writes a job, so that another one is woken', async () => {
    await rememberJobs();
    const provider = slowProvider();
    const room = world.openRoom(provider);
    await room.start({ concurrency: 1, scanMilliseconds: 3_600_000 });
    const accountId = await world.newAccount('10');
    await accepted(room, requestOf(accountId));
    await waitUntil('the first is at its provider', () => provider.calls.length === 1);
    expect(await countRemembered()).toBe(0);
    await accepted(room, requestOf(accountId));
    expect(await countRemembered()).toBe(1);
    await waitUntil('the second is at its provider', () => provider.calls.length === 2);
    for (const answer of provider.calls) answer();
    await room.stop();
  });

  it('that died with something queued that no job knows of is stood in for by the scan of any other', async () => {
    await queue(2);
    await world.database.rows('delete from graphile_worker._private_jobs');
    const room = world.openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('both have ended', async () => (await countStatus('SUCCEEDED')) === 2);
    await room.stop();
  });
});
