// What may be spent for an end user is decided where the reservation is, with all that was spent before it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccounts, type EndUserLimit } from '../../../src/accounts/index.ts';
import { newId } from '../../../src/database/index.ts';
import type { Generation, GenerationRoom, RequestOutcome } from '../../../src/generation/index.ts';
import { settleDelivered, settleUndelivered } from '../../../src/generation/settle/settle-generation.ts';
import { type MicroCredits, microCredits, ZERO } from '../../../src/money/index.ts';
import { accepted, createGenerationWorld, type GenerationWorld, requestOf } from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, scriptedProvider } from '../../support/scripted-provider.ts';

/** What one costs. */
const CENTS = credits('0.052');
const KEY = newId();
const NOON = new Date('2026-11-21T12:00:00Z');

let world: GenerationWorld;
let room: GenerationRoom;
/** At another gateway. */
let elsewhere: GenerationRoom;

const pending = () => scriptedProvider({ submit: (_, upstreamId) => ({ state: 'pending', upstreamId }) });

beforeAll(async () => {
  world = await createGenerationWorld();
  const now = () => world.clock.now;
  room = world.openRoom(pending(), { now });
  elsewhere = world.openRoom(pending(), { now, at: await world.besides() });
});

afterAll(() => world.close());

const times = (count: number): MicroCredits => microCredits(CENTS * BigInt(count));

async function openShop(clock: { timeZone?: string; resetHour?: number } = {}): Promise<string> {
  world.clock.now = NOON;
  const accountId = await world.newAccount('1000');
  await world.database.rows(
    `insert into account (id, name, plan_id, time_zone, reset_hour, created_at) values ($1, 'A shop', 'free', $2, $3, now())`,
    [accountId, clock.timeZone ?? 'UTC', clock.resetHour ?? 0],
  );
  return accountId;
}

const setLimit = (accountId: string, endUser: string | undefined, limit: EndUserLimit | undefined): Promise<void> =>
  createAccounts(world.database, () => world.clock.now).setEndUserLimit({ accountId, endUser, limit });

/** Times the price of one. */
const forDay = (count: number): EndUserLimit => ({ amount: times(count), period: 'DAY' });

const asked = (accountId: string, userId: string | undefined) =>
  requestOf(accountId, {
    ...{ limitsEndUsers: true, metadata: userId === undefined ? undefined : { userId } },
  });

const generate = (accountId: string, userId: string | undefined, of = room): Promise<RequestOutcome> =>
  of.generations.request(asked(accountId, userId));

async function stateOf(accountId: string, endUser: string) {
  const [state] = await room.generations.endUsers(accountId, [endUser]);
  if (state === undefined) throw new Error('every end user has a state');
  return state;
}

const isAccepted = ({ status }: RequestOutcome): boolean => status === 'accepted';

async function acceptedFor(accountId: string, userId: string): Promise<Generation> {
  const outcome = await generate(accountId, userId);
  if (outcome.status !== 'accepted') throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome.generation;
}

async function refusalFor(accountId: string, userId: string) {
  const outcome = await generate(accountId, userId);
  if (outcome.status !== 'refused') throw new Error('it was not refused');
  return outcome.refusal;
}

const failed = { status: 'FAILED', outputs: [], error: undefined, attempt: undefined, now: NOON } as const;
const delivered = { ...failed, status: 'SUCCEEDED', outputs: [image(1024, 1024)] } as const;

describe('a limit for each end user', () => {
  it('lets exactly as many through as fit, of twenty at once at two gateways', async () => {
    for (let round = 0; round < 5; round += 1) {
      const accountId = await openShop();
      await setLimit(accountId, undefined, forDay(5));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => generate(accountId, 'u-1', index % 2 === 0 ? room : elsewhere)),
      );
      expect(outcomes.filter(isAccepted)).toHaveLength(5);
      const { limit, charged, reserved } = await stateOf(accountId, 'u-1');
      expect({ limit, charged, reserved }).toEqual({ limit: times(5), charged: ZERO, reserved: times(5) });
      expect(isAccepted(await generate(accountId, 'u-2'))).toBe(true);
    }
  });

  it('is for that one, and not for others, for requests that name nobody, or for other accounts', async () => {
    const [shop, other] = [await openShop(), await openShop()];
    await setLimit(shop, undefined, forDay(1));
    await setLimit(other, undefined, forDay(1));
    await acceptedFor(shop, 'u-1');
    expect(await refusalFor(shop, 'u-1')).toEqual({
      ...{ code: 'END_USER_LIMIT_REACHED', endUser: 'u-1', limit: times(1), period: 'DAY', used: times(1), left: ZERO },
      resetsAt: new Date('2026-11-22T00:00:00Z'),
    });
    await acceptedFor(shop, 'u-2');
    await acceptedFor(other, 'u-1');
    expect(isAccepted(await generate(shop, undefined))).toBe(true);
  });

  it('gives way to a limit of its own, and comes back after it', async () => {
    const accountId = await openShop();
    await setLimit(accountId, undefined, forDay(1));
    await setLimit(accountId, 'u-1', { ...forDay(3), period: 'MONTH' });
    for (let count = 0; count < 3; count += 1) await acceptedFor(accountId, 'u-1');
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ period: 'MONTH', limit: times(3) });
    expect(await stateOf(accountId, 'u-1')).toMatchObject({ isOwn: true, endsAt: new Date('2026-12-01T00:00:00Z') });
    await setLimit(accountId, 'u-1', undefined);
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ period: 'DAY', limit: times(1), used: times(3) });
    await setLimit(accountId, undefined, undefined);
    await acceptedFor(accountId, 'u-1');
  });

  it('counts what was spent before there was one; what is given back, or never charged, is there again', async () => {
    const accountId = await openShop();
    const before = [await acceptedFor(accountId, 'u-1'), await acceptedFor(accountId, 'u-1')] as const;
    await setLimit(accountId, undefined, forDay(2));
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ used: times(2), left: ZERO });
    await settleUndelivered(world, before[0], failed);
    expect(await stateOf(accountId, 'u-1')).toMatchObject({ charged: ZERO, reserved: times(1) });
    const cheap = microCredits(CENTS / 4n);
    await settleDelivered(world, before[1], { cost: cheap, end: delivered });
    expect(await stateOf(accountId, 'u-1')).toMatchObject({ charged: cheap, reserved: ZERO });
    const next = await acceptedFor(accountId, 'u-1');
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ used: cheap + CENTS });
    await settleDelivered(world, next, { cost: CENTS, end: delivered });
    const gift = { accountId, generationId: next.id, reason: 'Sorry.', idempotencyKey: newId() };
    await room.generations.refundCharge({ ...gift, amount: CENTS });
    await acceptedFor(accountId, 'u-1');
  });

  it("is for a period by the account's clocks, and leaves the next one whole", async () => {
    const accountId = await openShop({ timeZone: 'Asia/Kathmandu', resetHour: 6 });
    await setLimit(accountId, undefined, forDay(1));
    // Six in the morning in Kathmandu is a quarter past midnight in UTC.
    world.clock.now = new Date('2026-11-22T00:14:59.999Z');
    const late = await acceptedFor(accountId, 'u-1');
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ resetsAt: new Date('2026-11-22T00:15:00Z') });
    world.clock.now = new Date('2026-11-22T00:15:00Z');
    await acceptedFor(accountId, 'u-1');
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ resetsAt: new Date('2026-11-23T00:15:00Z') });
    // What was reserved yesterday is charged to yesterday.
    await settleDelivered(world, late, { cost: CENTS, end: delivered });
    expect(await stateOf(accountId, 'u-1')).toMatchObject({ charged: ZERO, reserved: times(1) });
    await setLimit(accountId, undefined, { ...forDay(2), period: 'WEEK' });
    expect(await refusalFor(accountId, 'u-1')).toMatchObject({ period: 'WEEK', used: times(2) });
  });

  it('answers a repetition with the first one, and refuses for credits when the limit would allow it', async () => {
    const accountId = await openShop();
    await setLimit(accountId, undefined, forDay(1));
    const request = asked(accountId, 'u-1');
    const first = await accepted(room, request);
    expect(await room.generations.request(request)).toMatchObject({ replayed: true, generation: { id: first.id } });
    const poor = await openShop();
    await setLimit(poor, undefined, forDay(1_000_000));
    const expensive = { ...asked(poor, 'u-1'), count: 100 };
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () =>
        room.generations.request({ ...expensive, idempotencyKey: newId(), concurrencyLimit: 1_000 }),
      ),
    );
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.refusal.code] : []));
    expect(new Set(refusals)).toEqual(new Set(['INSUFFICIENT_CREDITS']));
    expect(outcomes.filter(isAccepted)).toHaveLength(192);
  });
});

describe('an account without such limits', () => {
  it('reserves and settles without reading anything, also for end users', async () => {
    const accountId = await openShop();
    const plain = () => requestOf(accountId, { metadata: { userId: 'u-1' }, apiKeyId: KEY });
    await accepted(room, plain());
    const before = { ...world.ledger.batches };
    const generation = await accepted(room, plain());
    await settleDelivered(world, generation, { cost: CENTS, end: delivered });
    expect(world.ledger.batches.read).toBe(before.read);
    expect(world.ledger.batches.remembered).toBe(before.remembered + 2);
  });
});

describe('a reservation for an end user', () => {
  const reserve = (accountId: string, amount: MicroCredits, used: MicroCredits) => {
    const command = {
      kind: 'reserve',
      ...{ accountId, generationId: newId(), apiKeyId: newId(), amount, endUser: 'u-1' },
      ...{ idempotencyKey: newId(), inputHash: 'x' },
    } as const;
    const budget = { accountId, endUser: 'u-1', limit: CENTS, period: 'DAY', used, resetsAt: NOON } as const;
    return { command, endUsers: () => Promise.resolve([budget]) };
  };

  it('that is free of charge fits into every limit, also one that was lowered below what was spent', async () => {
    const accountId = await openShop();
    expect(await world.ledger.submit(reserve(accountId, ZERO, times(2)))).toMatchObject({ status: 'applied' });
    const outcome = await world.ledger.submit(reserve(accountId, microCredits(1n), times(2)));
    expect(outcome).toMatchObject({ refusal: { code: 'END_USER_LIMIT_REACHED', left: ZERO, used: times(2) } });
  });

  it('is never decided without what was spent for it', async () => {
    const accountId = await openShop();
    const { command } = reserve(accountId, CENTS, ZERO);
    await expect(world.ledger.submit({ command })).rejects.toThrow('was not read');
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: ZERO });
  });
});
