// Many generations are taken together, each with its first attempt, and none suffers from its neighbour.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Shard, shardOf, shardsOf } from '../../../src/database/index.ts';
import type { Generation, GenerationRoom } from '../../../src/generation/index.ts';
import { recoverGeneration, runGeneration } from '../../../src/generation/run/run-generation.ts';
import { type Queue, startQueued } from '../../../src/generation/run/start-queued.ts';
import { createTurns, type Turns } from '../../../src/generation/run/take-next.ts';
import { accepted, createGenerationWorld, type GenerationWorld, requestOf } from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { runServices } from '../../support/run-services.ts';
import { image, type ScriptedProvider, scriptedProvider } from '../../support/scripted-provider.ts';

let world: GenerationWorld;

beforeEach(async () => {
  world = await createGenerationWorld();
});

afterEach(() => world.close());

const succeed = (upstreamId: string) => ({ state: 'succeeded', upstreamId, outputs: [image(1024, 1024)] }) as const;

const delivering = (): ScriptedProvider => scriptedProvider({ submit: (_, id) => succeed(id) });

async function queue(room: GenerationRoom, accountId: string, count: number): Promise<Generation[]> {
  const queued: Generation[] = [];
  for (let n = 0; n < count; n += 1) queued.push(await accepted(room, requestOf(accountId)));
  return queued;
}

/** Where all accounts of a test are: turns are taken of one place. */
const place = (): Shard => shardsOf(world.database)[0] ?? world.database;

async function newAccount(credits: string): Promise<string> {
  for (;;) {
    const accountId = await world.newAccount(credits);
    if (shardOf(world.database, accountId) === place()) return accountId;
  }
}

const take = (turns: Turns, most: number): Promise<Generation[]> =>
  place().transaction((tx) => turns.take(tx, { now: new Date(), most }));

const attemptsIn = (generations: readonly Generation[]) =>
  world.database.rows<{ generation_id: string; number: number; provider: string; status: string }>(
    'select generation_id, number, provider, status from attempt where generation_id = any($1::uuid[])',
    [generations.map(({ id }) => id)],
  );

const newQueue = (): Queue => ({ shard: place(), turns: createTurns() });

const idsOf = (generations: readonly { readonly id: string }[]): string[] => generations.map(({ id }) => id);

describe('turns that are taken together', () => {
  it('give each account as many, its oldest first, and go on from the beginning after the last account', async () => {
    const room = world.openRoom(delivering());
    const accounts = [await newAccount('10'), await newAccount('10'), await newAccount('10')];
    const queued = new Map<string, Generation[]>();
    for (const account of accounts) queued.set(account, await queue(room, account, 4));
    const turns = createTurns();
    for (const round of [0, 1]) {
      const taken = await take(turns, 6);
      for (const account of accounts) {
        const theirs = idsOf(taken.filter(({ accountId }) => accountId === account));
        expect(theirs).toEqual(idsOf(queued.get(account) ?? []).slice(round * 2, round * 2 + 2));
      }
    }
    expect(await take(turns, 6)).toEqual([]);
  });

  it('go to every account once before any has its second, wherever they begin', async () => {
    const room = world.openRoom(delivering());
    const accounts = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const account = await newAccount('10');
      accounts.add(account);
      await queue(room, account, 2);
    }
    const turns = createTurns();
    const taken = [...(await take(turns, 4)), ...(await take(turns, 2))];
    expect(new Set(taken.map(({ accountId }) => accountId))).toEqual(accounts);
  });

  it('are fewer than wished when no more are queued', async () => {
    const room = world.openRoom(delivering());
    const queued = await queue(room, await newAccount('10'), 3);
    expect(idsOf(await take(createTurns(), 50))).toEqual(idsOf(queued));
  });
});

describe('generations that are started together', () => {
  it('have their first attempts written down, and no provider has been called', async () => {
    const provider = delivering();
    const queued = await queue(world.openRoom(provider), await newAccount('10'), 5);
    const { started } = await startQueued(runServices(world, [provider]), newQueue(), 10);
    expect(idsOf(started.map(({ generation }) => generation))).toEqual(idsOf(queued));
    expect(started.map(({ first }) => first?.provider.name)).toEqual(queued.map(() => 'sandbox'));
    const attempts = await attemptsIn(queued);
    expect(attempts.map(({ generation_id }) => generation_id).toSorted()).toEqual(idsOf(queued).toSorted());
    expect(new Set(attempts.map(({ number, provider: name, status }) => `${number} ${name} ${status}`))).toEqual(
      new Set(['1 sandbox SUBMITTED']),
    );
    expect(provider.submitted).toEqual([]);
  });

  it('are all still queued, without attempts, when the commit fails', async () => {
    const provider = delivering();
    const queued = await queue(world.openRoom(provider), await newAccount('10'), 3);
    await world.database.rows('alter table attempt add constraint none check (false) not valid');
    const services = runServices(world, [provider]);
    const { started, failure } = await startQueued(services, newQueue(), 10);
    expect([started, String(failure)]).toEqual([[], expect.stringContaining('violates check')]);
    expect(services.logged).toEqual(['generation_not_started', 'generation_not_started', 'generation_not_started']);
    await world.database.rows('alter table attempt drop constraint none');
    expect(await attemptsIn(queued)).toEqual([]);
    expect(idsOf(await take(createTurns(), 10))).toEqual(idsOf(queued));
  });

  it('do not suffer from those that the database does not let run, whoever comes first', async () => {
    const provider = delivering();
    const room = world.openRoom(provider);
    const [ill, well] = [await newAccount('10'), await newAccount('10')];
    await queue(room, ill, 3);
    const queued = await queue(room, well, 3);
    await world.database.rows(
      `alter table generation add constraint ill check (status <> 'RUNNING' or account_id <> '${ill}') not valid`,
    );
    const services = runServices(world, [provider]);
    const { started, failure } = await startQueued(services, newQueue(), 10);
    await world.database.rows('alter table generation drop constraint ill');
    expect(idsOf(started.map(({ generation }) => generation)).toSorted()).toEqual(idsOf(queued).toSorted());
    expect(started.map(({ first }) => first !== undefined)).toEqual([true, true, true]);
    expect(String(failure)).toContain('violates check');
    expect(services.logged).toEqual(['generation_not_started', 'generation_not_started', 'generation_not_started']);
    expect(idsOf(await take(createTurns(), 10))).toHaveLength(3);
  });

  it('do not suffer from one whose provider cannot be chosen at once, or that has an attempt already', async () => {
    let planned = 0;
    const provider = delivering();
    const picky = {
      ...provider,
      upstreamIdFor: (attemptId: string) => {
        planned += 1;
        if (planned === 2) throw new Error('not this one');
        return attemptId;
      },
    };
    const queued = await queue(world.openRoom(provider), await newAccount('10'), 4);
    const tried = queued[2] as Generation;
    await world.database.rows(
      `insert into attempt (account_id, generation_id, number, id, provider, status, started_at)
       values ($1, $2, 1, $3, 'sandbox', 'SUBMITTED', now())`,
      [tried.accountId, tried.id, newId()],
    );
    const services = runServices(world, [picky]);
    const { started } = await startQueued(services, newQueue(), 10);
    expect(started.map(({ first }) => first !== undefined)).toEqual([true, false, false, true]);
    expect(services.logged).toEqual(['first_attempt_not_planned']);
  });

  it('go by another price book than that in force, if theirs is another', async () => {
    const provider = delivering();
    const [old, current] = await queue(world.openRoom(provider), await newAccount('10'), 2);
    await world.database.rows(`update generation set price_version = 'usd-credits@gone' where id = $1`, [old?.id]);
    const { started } = await startQueued(runServices(world, [provider]), newQueue(), 10);
    const withFirst = started.filter(({ first }) => first !== undefined);
    expect(started).toHaveLength(2);
    expect(idsOf(withFirst.map(({ generation }) => generation))).toEqual([current?.id]);
  });

  it('are submitted by whoever recovers them, as the same attempts, when their process died before the call', async () => {
    const provider = delivering();
    const accountId = await newAccount('10');
    const queued = await queue(world.openRoom(provider), accountId, 3);
    const { started } = await startQueued(runServices(world, [provider]), newQueue(), 10);
    const later = new Date(Date.now() + 60_000);
    const recovery = runServices(world, [provider], { now: () => later });
    for (const generation of queued) await recoverGeneration(recovery, generation);
    expect(provider.submitted.map(({ attemptId }) => attemptId)).toEqual(started.map(({ first }) => first?.attempt.id));
    expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits('9.844'), reserved: 0n });
  });

  it('are settled together, but for the one that has ended behind their backs', async () => {
    const provider = delivering();
    const accountId = await newAccount('10');
    await queue(world.openRoom(provider), accountId, 8);
    const services = runServices(world, [provider]);
    const { started } = await startQueued(services, newQueue(), 10);
    const poisoned = started[3]?.generation.id;
    await world.database.rows(
      `update generation set status = 'SUCCEEDED', held_at = now(), ended_at = now(), due_at = null where id = $1`,
      [poisoned],
    );
    const runs = await Promise.allSettled(
      started.map(({ generation, first }) => runGeneration(services, generation, first)),
    );
    expect(runs.map(({ status }) => status === 'fulfilled')).toEqual(
      started.map(({ generation }) => generation.id !== poisoned),
    );
    expect(await world.ledger.balance(accountId)).toMatchObject({
      available: credits('9.584'),
      reserved: credits('0.052'),
    });
    expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
  });
});
