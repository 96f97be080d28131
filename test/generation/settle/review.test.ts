// Costs that are far from what was expected are charged by nobody but an operator; overruns never above the reservation.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Generation, GenerationRoom, ProviderVerdict } from '../../../src/generation/index.ts';
import { createProviderHealth } from '../../../src/generation/run/provider-health.ts';
import { recoverGeneration } from '../../../src/generation/run/run-generation.ts';
import { holdGeneration } from '../../../src/generation/settle/hold-generation.ts';
import { settleDelivered, settleUndelivered } from '../../../src/generation/settle/settle-generation.ts';
import { ZERO } from '../../../src/money/index.ts';
import { atFlatPrice, changingCatalog } from '../../support/changing-catalog.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  MODEL,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, scriptedProvider } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** 0.025 credits per megapixel of what comes out. */
const BY_SIZE = 'fal-ai/flux-1/dev';

let world: GenerationWorld;

beforeAll(async () => {
  world = await createGenerationWorld();
});

afterAll(async () => {
  await world.close();
});

const succeed =
  (...sizes: (readonly [number, number])[]) =>
  (_: unknown, upstreamId: string): ProviderVerdict => ({
    state: 'succeeded',
    upstreamId,
    outputs: sizes.map(([width, height]) => image(width, height)),
  });

interface Held {
  readonly room: GenerationRoom;
  readonly accountId: string;
  readonly generation: Generation;
  readonly logged: string[];
  readonly details: Readonly<Record<string, unknown>>[];
}

/** A generation for one square of a megapixel whose output has ten times the pixels: it is held. */
async function held(sizes: (readonly [number, number])[] = [[3240, 3240]], more: object = {}): Promise<Held> {
  const accountId = await world.newAccount('10');
  const logged: string[] = [];
  const details: Readonly<Record<string, unknown>>[] = [];
  const room = world.openRoom(scriptedProvider({ submit: succeed(...sizes) }), { logged, details });
  const asked = await accepted(room, requestOf(accountId, { model: BY_SIZE, ...more }));
  await room.start({ scanMilliseconds: 20 });
  const generation = await until(room, asked, ({ heldAt }) => heldAt !== undefined);
  await room.stop();
  return { room, accountId, generation, logged, details };
}

async function until(
  { generations }: GenerationRoom,
  { accountId, id }: Generation,
  isThere: (generation: Generation) => boolean,
): Promise<Generation> {
  let found: Generation | undefined;
  await waitUntil('the generation', async () => {
    found = await generations.find(accountId, id);
    return found !== undefined && isThere(found);
  });
  if (found === undefined) throw new Error('not found');
  return found;
}

const balanceOf = async (accountId: string) => {
  const balance = await world.ledger.balance(accountId);
  return { available: balance?.available, reserved: balance?.reserved };
};

const isIntact = async (accountId: string): Promise<unknown> => (await world.ledger.verify(accountId))?.problems;

const settle = ({ room, accountId, generation }: Held, cost: string, reason = 'We looked at it.') =>
  room.generations.settleHeld({ accountId, generationId: generation.id, cost: credits(cost), reason });

describe('an overrun', () => {
  it('is charged up to the reservation, and both numbers stay visible', async () => {
    const accountId = await world.newAccount('10');
    const logged: string[] = [];
    const room = world.openRoom(scriptedProvider({ submit: succeed([1500, 1500]) }), { logged });
    const generation = await accepted(room, requestOf(accountId, { model: BY_SIZE }));
    await room.start({ scanMilliseconds: 20 });
    const end = await ended(room, generation);
    await room.stop();
    expect(end.effectiveCost).toBe(credits('0.05625'));
    expect(end.cost).toBe(end.maxCost);
    expect(end.maxCost).toBeLessThan(credits('0.05625'));
    expect(end.heldAt).toBeUndefined();
    expect(logged).toContain('cost_above_reservation');
    expect(await isIntact(accountId)).toEqual([]);
  });
});

describe('a delivery far from its estimate', () => {
  it('is delivered and not charged: the reservation stays', async () => {
    const { accountId, generation, logged, details } = await held();
    const { maxCost } = generation;
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost: undefined, billedAt: undefined });
    expect(generation.outputs).toHaveLength(1);
    expect(generation.effectiveCost).toBe(credits('0.26244'));
    expect(generation.endedAt).toEqual(generation.heldAt);
    expect(await balanceOf(accountId)).toEqual({ available: credits('10') - maxCost, reserved: maxCost });
    expect(logged).toContain('held_for_review');
    expect(details).toContainEqual(expect.objectContaining({ cost: '262440', reserved: String(maxCost) }));
    expect(await isIntact(accountId)).toEqual([]);
  });

  it('is held when it costs far too little, too', async () => {
    const { generation } = await held([[256, 256]]);
    expect(generation.effectiveCost).toBe(credits('0.001639'));
  });

  it('is measured by what as many outputs would cost, so that a partial delivery is no reason', async () => {
    const accountId = await world.newAccount('10');
    const room = world.openRoom(scriptedProvider({ submit: succeed([1024, 1024]) }));
    const generation = await accepted(room, requestOf(accountId, { count: 20 }));
    await room.start({ scanMilliseconds: 20 });
    expect(await ended(room, generation)).toMatchObject({ cost: credits('0.052'), heldAt: undefined });
    await room.stop();
  });

  it('shows both numbers for what was delivered', async () => {
    const { room, generation } = await held(
      [
        [3240, 3240],
        [3240, 3240],
      ],
      { count: 4 },
    );
    expect(await room.generations.review(generation)).toEqual({
      estimate: credits('0.052430'),
      effective: credits('0.52488'),
      heldAt: generation.heldAt,
    });
  });

  it('is held, not charged, when its price book is unknown here', async () => {
    const catalog = changingCatalog();
    const accountId = await world.newAccount('10');
    const room = world.openRoom(scriptedProvider({ submit: succeed([1024, 1024]) }), { catalog });
    const asked = await accepted(room, requestOf(accountId));
    catalog.publish(atFlatPrice(MODEL, 10n));
    catalog.forget(asked.priceVersion);
    await room.start({ scanMilliseconds: 20 });
    const generation = await until(room, asked, ({ heldAt }) => heldAt !== undefined);
    await room.stop();
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost: undefined, effectiveCost: undefined });
    expect(await room.generations.review(generation)).toMatchObject({
      estimate: credits('0.052'),
      effective: undefined,
    });
    expect(await room.generations.lines(generation)).toEqual([]);
    expect(await balanceOf(accountId)).toMatchObject({ reserved: credits('0.052') });
  });

  it('is held when a measure that the price needs is missing', async () => {
    const accountId = await world.newAccount('10');
    const { width: _w, height: _h, ...unmeasured } = image(1, 1);
    const submit = (_: unknown, upstreamId: string) =>
      ({ state: 'succeeded', upstreamId, outputs: [unmeasured] }) as const;
    const room = world.openRoom(scriptedProvider({ submit }));
    const asked = await accepted(room, requestOf(accountId, { model: BY_SIZE }));
    await room.start({ scanMilliseconds: 20 });
    const generation = await until(room, asked, ({ heldAt }) => heldAt !== undefined);
    await room.stop();
    expect(generation).toMatchObject({ status: 'SUCCEEDED', cost: undefined, effectiveCost: undefined });
  });
});

describe('what is held', () => {
  it('takes no place among the generations that run at once, and one that runs still does', async () => {
    const { accountId, room } = await held();
    const idle = world.openRoom(scriptedProvider({ submit: (_, upstreamId) => ({ state: 'pending', upstreamId }) }));
    const ask = () => idle.generations.request(requestOf(accountId, { concurrencyLimit: 1 }));
    expect(await ask()).toMatchObject({ status: 'accepted' });
    expect(await ask()).toMatchObject({
      status: 'refused',
      refusal: { code: 'CONCURRENCY_LIMIT_REACHED', limit: 1, used: 1 },
    });
    await room.stop();
  });
});

describe('a held generation', () => {
  it('is left alone by recovery and by a second run, however long it waits', async () => {
    const { accountId, generation } = await held();
    const provider = scriptedProvider({ submit: succeed([1024, 1024]) });
    const future = new Date(Date.now() + 30 * 86_400_000);
    const room = world.openRoom(provider, { now: () => future });
    const { database, ledger, catalog } = world;
    const health = createProviderHealth([provider]);
    const stopping = new AbortController().signal;
    const services = {
      database,
      ledger,
      catalog,
      health,
      review: { factor: 3, minimum: ZERO },
      now: () => future,
      log: () => undefined,
    };
    const worker = { stopping, webhookUrlFor: () => undefined, overdueSince: new Map<string, number>() };
    await recoverGeneration({ ...services, ...worker }, generation);
    await room.start({ scanMilliseconds: 5 });
    const marker = await accepted(room, requestOf(accountId));
    await ended(room, marker);
    await room.stop();
    expect(provider.submitted.map(({ model }) => model)).toEqual([MODEL]);
    expect(await room.generations.find(accountId, generation.id)).toEqual(generation);
    expect(await balanceOf(accountId)).toMatchObject({ reserved: generation.maxCost });
  });

  it('cannot be settled by a worker that comes late, with success or failure', async () => {
    const { accountId, generation } = await held();
    const end = { outputs: generation.outputs, error: undefined, attempt: 1, now: new Date() };
    const late = [
      () => settleDelivered(world, generation, { cost: credits('0.01'), end: { ...end, status: 'SUCCEEDED' } }),
      () => settleUndelivered(world, generation, { ...end, status: 'FAILED', outputs: [] }),
    ];
    for (const attempt of late) await expect(attempt()).rejects.toThrow('has ended already');
    expect(await balanceOf(accountId)).toMatchObject({ reserved: generation.maxCost });
    expect(await isIntact(accountId)).toEqual([]);
  });

  it('is not held any more by a worker that comes late to one that is settled', async () => {
    const accountId = await world.newAccount('10');
    const room = world.openRoom(scriptedProvider({ submit: succeed([1024, 1024]) }));
    const generation = await accepted(room, requestOf(accountId));
    await room.start({ scanMilliseconds: 20 });
    const settled = await ended(room, generation);
    await room.stop();
    const end = {
      status: 'SUCCEEDED',
      outputs: settled.outputs,
      error: undefined,
      attempt: 1,
      now: new Date(),
    } as const;
    await holdGeneration(world, generation, { effective: credits('9'), end });
    expect(await room.generations.find(accountId, generation.id)).toEqual(settled);
  });

  it('is settled by an operator in part: the rest returns, the books agree, both numbers are logged', async () => {
    const one = await held();
    const { accountId, generation, logged, details, room } = one;
    const outcome = await settle(one, '0.02');
    expect(outcome).toMatchObject({
      status: 'settled',
      replayed: false,
      generation: { status: 'SUCCEEDED', cost: credits('0.02'), effectiveCost: credits('0.26244') },
      transaction: { type: 'CHARGE', description: 'After review: We looked at it.' },
    });
    expect(outcome.status === 'settled' && outcome.generation.billedAt).toBeInstanceOf(Date);
    expect(await balanceOf(accountId)).toEqual({ available: credits('9.98'), reserved: 0n });
    expect(await isIntact(accountId)).toEqual([]);
    expect(logged).toContain('held_generation_settled');
    expect(details.at(-1)).toMatchObject({ estimate: '26215', effective: '262440', cost: '20000' });
    expect(await room.generations.review(await until(room, generation, () => true))).toMatchObject({
      effective: credits('0.26244'),
    });
  });

  it('may cost all that is reserved, and nothing at all', async () => {
    const [full, none] = [await held(), await held()];
    const { maxCost } = full.generation;
    const all = await full.room.generations.settleHeld({
      ...{ accountId: full.accountId, generationId: full.generation.id },
      ...{ cost: maxCost, reason: 'It was right.' },
    });
    expect(all).toMatchObject({ transaction: { type: 'CHARGE', amount: 0n }, generation: { cost: maxCost } });
    expect(await settle(none, '0')).toMatchObject({ transaction: { type: 'REFUND' }, generation: { cost: 0n } });
    expect(await balanceOf(full.accountId)).toEqual({ available: credits('10') - maxCost, reserved: 0n });
    expect(await balanceOf(none.accountId)).toEqual({ available: credits('10'), reserved: 0n });
    for (const { accountId } of [full, none]) expect(await isIntact(accountId)).toEqual([]);
  });

  it('never costs more than is reserved, nor less than nothing', async () => {
    const one = await held();
    const { maxCost } = one.generation;
    for (const cost of ['0.26244', '-0.000001']) {
      expect(await settle(one, cost)).toEqual({
        status: 'refused',
        refusal: { code: 'COST_OUT_OF_RANGE', reserved: maxCost },
      });
    }
    expect(await balanceOf(one.accountId)).toMatchObject({ reserved: maxCost });
  });

  it('is settled once: the same again is answered, another cost is refused', async () => {
    const one = await held();
    const first = await settle(one, '0.02');
    expect(await settle(one, '0.02', 'Again.')).toMatchObject({
      status: 'settled',
      replayed: true,
      transaction: first.status === 'settled' ? { sequence: first.transaction.sequence } : {},
    });
    for (const cost of ['0', '0.01']) {
      expect(await settle(one, cost)).toEqual({
        status: 'refused',
        refusal: { code: 'SETTLED_OTHERWISE', cost: credits('0.02') },
      });
    }
    expect(await balanceOf(one.accountId)).toEqual({ available: credits('9.98'), reserved: 0n });
  });

  it('decided by many operators at once has one settlement', async () => {
    const one = await held();
    const costs = ['0', '0.01', '0.02', '0.01', '0'];
    const outcomes = await Promise.all(costs.map((cost) => settle(one, cost)));
    const booked = outcomes.filter((outcome) => outcome.status === 'settled' && !outcome.replayed);
    expect(booked).toHaveLength(1);
    const transactions = await world.ledger.transactionsOfGenerations(one.accountId, [one.generation.id]);
    expect(transactions).toHaveLength(2);
    const { cost } = await until(one.room, one.generation, () => true);
    const answers = costs.map((asked) => (credits(asked) === cost ? 'settled' : 'refused'));
    expect(outcomes.map(({ status }) => status)).toEqual(answers);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.refusal] : []));
    for (const refusal of refusals) expect(refusal).toEqual({ code: 'SETTLED_OTHERWISE', cost });
    expect(await isIntact(one.accountId)).toEqual([]);
  });

  it('is found under its own account only, and what is not held cannot be settled so', async () => {
    const one = await held();
    const stranger = { ...one, accountId: await world.newAccount() };
    expect(await settle(stranger, '0')).toMatchObject({ refusal: { code: 'GENERATION_NOT_FOUND' } });
    const running = await accepted(one.room, requestOf(one.accountId));
    expect(await settle({ ...one, generation: running }, '0.01')).toMatchObject({ refusal: { code: 'NOT_DELIVERED' } });
    expect(await balanceOf(one.accountId)).toMatchObject({ reserved: one.generation.maxCost + running.maxCost });
  });

  it('is followed until it is billed', async () => {
    const one = await held();
    const { room, accountId, generation } = one;
    const followed = await room.generations.follow(accountId, generation.id);
    const seen: Generation[] = [];
    const reading = (async () => {
      for await (const state of followed ?? []) seen.push(state);
    })();
    await waitUntil('the first state', () => seen.length === 1);
    await settle(one, '0.02');
    await reading;
    expect(seen.map(({ status, cost }) => [status, cost])).toEqual([
      ['SUCCEEDED', undefined],
      ['SUCCEEDED', credits('0.02')],
    ]);
    expect(seen[1]?.sequence).toBe((seen[0]?.sequence ?? 0) + 1);
  });
});

describe('the list of held generations', () => {
  it('shows those of all accounts, longest waiting first, page by page, until they are settled', async () => {
    const three = [await held(), await held(), await held()];
    const [first] = three;
    if (first === undefined) throw new Error('none');
    const mine = new Set(three.map(({ generation }) => generation.id));
    const all = (await first.room.generations.held({ limit: 101 })).filter(({ id }) => mine.has(id));
    expect(all.map(({ id }) => id)).toEqual(three.map(({ generation }) => generation.id));
    const [one, two, last] = all;
    const after = { heldAt: one?.heldAt ?? new Date(0), id: one?.id ?? '' };
    const page = await first.room.generations.held({ limit: 2, after });
    expect(page.map(({ id }) => id)).toEqual([two?.id, last?.id]);
    await settle(first, '0');
    expect((await first.room.generations.held({ limit: 101 })).map(({ id }) => id)).not.toContain(one?.id);
  });
});
