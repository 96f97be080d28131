import { describe, expect, it } from '@jest/globals';
import { type BackgroundJob, repeat, repeatWhileWanted } from '../../src/background/index.ts';
import { waitUntil } from '../support/wait-until.ts';

const SOON = 2;
const NEVER = 1_000_000;

function start(work: (round: number) => Promise<boolean | undefined>, job: Partial<BackgroundJob> = {}) {
  const seen = { rounds: 0, atOnce: 0, most: 0, failures: [] as string[] };
  const counted = async (): Promise<boolean | undefined> => {
    seen.rounds += 1;
    seen.atOnce += 1;
    seen.most = Math.max(seen.most, seen.atOnce);
    try {
      return await work(seen.rounds);
    } finally {
      seen.atOnce -= 1;
    }
  };
  const whole = { what: 'the job', everyMilliseconds: SOON, work: counted, ...job };
  return { seen, running: repeat(whole, (error, what) => seen.failures.push(`${what}: ${(error as Error).message}`)) };
}

describe('a background job', () => {
  it('goes on, one round at a time, also after a failure, which is reported', async () => {
    const { seen, running } = start(async (round) => {
      await new Promise(setImmediate);
      if (round === 2) throw new Error('the database is away');
      return undefined;
    });
    await waitUntil('five rounds', () => seen.rounds >= 5);
    await running.stop();
    expect(seen).toMatchObject({ most: 1, atOnce: 0, failures: ['the job: the database is away'] });
  });

  it('goes on at its usual pace when every round fails', async () => {
    const { seen, running } = start(() => Promise.reject(new Error('broken')));
    await waitUntil('several rounds', () => seen.failures.length >= 5);
    await running.stop();
    const { rounds } = seen;
    await new Promise(setImmediate);
    expect(seen.rounds).toBe(rounds);
  });

  it('follows a round that left something to do with the next at once', async () => {
    const { seen, running } = start(async (round) => round < 50, { everyMilliseconds: NEVER, startsAtOnce: true });
    await waitUntil('fifty rounds', () => seen.rounds === 50);
    await running.stop();
    expect(seen.rounds).toBe(50);
  });

  it('begins with a pause unless told otherwise, and stops while it waits', async () => {
    const { seen, running } = start(async () => undefined, { everyMilliseconds: NEVER });
    await running.stop();
    expect(seen.rounds).toBe(0);
  });

  it('is woken from its pause, and once more after the round in which it was woken', async () => {
    const { seen, running } = start(
      async (round) => {
        if (round === 1) running.wake();
        return undefined;
      },
      { everyMilliseconds: NEVER },
    );
    running.wake();
    await waitUntil('two rounds', () => seen.rounds === 2);
    await new Promise(setImmediate);
    running.wake();
    await waitUntil('the third', () => seen.rounds === 3);
    await running.stop();
    expect(seen).toMatchObject({ rounds: 3, most: 1 });
  });

  it('stops in a round that left something to do, without another', async () => {
    const { seen, running } = start(
      async () => {
        void running.stop();
        return true;
      },
      { startsAtOnce: true },
    );
    await waitUntil('the round', () => seen.rounds === 1);
    await running.stop();
    expect(seen.rounds).toBe(1);
  });

  it('waits for the round in flight when it stops, which can know of it, and begins none afterwards', async () => {
    const gate = Promise.withResolvers<undefined>();
    let isStopping = (): boolean => false;
    const seen = { rounds: 0 };
    const running = repeat(
      {
        ...{ what: 'the job', everyMilliseconds: SOON },
        work: (asked) => {
          seen.rounds += 1;
          isStopping = asked;
          return gate.promise;
        },
      },
      () => undefined,
    );
    await waitUntil('a round', () => seen.rounds === 1);
    let isStopped = false;
    const stopped = running.stop().then(() => (isStopped = true));
    await new Promise(setImmediate);
    expect([isStopped, isStopping()]).toEqual([false, true]);
    gate.resolve(undefined);
    await stopped;
    expect(seen.rounds).toBe(1);
  });
});

describe('a job that somebody has to want', () => {
  it('runs while it is wanted, once however often that is said, and again later', async () => {
    let rounds = 0;
    const job = {
      ...{ what: 'the look', everyMilliseconds: NEVER, startsAtOnce: true },
      work: async (): Promise<undefined> => {
        rounds += 1;
      },
    };
    const looking = repeatWhileWanted(job, () => undefined);
    await new Promise(setImmediate);
    expect(rounds).toBe(0);
    looking.want(true);
    looking.want(true);
    await waitUntil('the first look', () => rounds === 1);
    looking.want(false);
    looking.want(false);
    looking.want(true);
    await waitUntil('the second look', () => rounds === 2);
    looking.want(false);
  });
});
