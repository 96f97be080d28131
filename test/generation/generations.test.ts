import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, shardsOf } from '../../src/database/index.ts';
import type { Generation, GenerationRequest } from '../../src/generation/index.ts';
import { createTurns, type Turns } from '../../src/generation/run/take-next.ts';
import { settleDelivered } from '../../src/generation/settle/settle-generation.ts';
import { hashInput } from '../../src/ledger/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { changingCatalog, withDefault } from '../support/changing-catalog.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../support/generation-world.ts';
import { credits } from '../support/ledger-world.ts';
import { image, type Script, scriptedProvider } from '../support/scripted-provider.ts';
import { waitUntil } from '../support/wait-until.ts';

const FAILURE = { code: 'PROVIDER_ERROR', message: 'Out of order.', retryable: true };

let world: GenerationWorld;

beforeAll(async () => {
  world = await createGenerationWorld();
});

afterAll(async () => {
  await world.close();
});

const openRoom: GenerationWorld['openRoom'] = (...given) => world.openRoom(...given);

/** One world, one worker at a time: runs a request against a script and answers how it ended. */
async function play(script: Script, more: Partial<GenerationRequest> = {}) {
  const accountId = await world.newAccount('10');
  const provider = scriptedProvider(script);
  const room = openRoom(provider);
  const generation = await accepted(room, requestOf(accountId, more));
  await room.start({ scanMilliseconds: 50 });
  const end = await ended(room, generation);
  await room.stop();
  const balance = await world.ledger.balance(accountId);
  return { accountId, provider, end, available: formatCredits(balance?.available ?? credits('0')), balance };
}

const succeed = (upstreamId: string, count = 1) => ({
  state: 'succeeded' as const,
  upstreamId,
  outputs: Array.from({ length: count }, () => image(1024, 1024)),
});

describe('a generation', () => {
  it('is charged once when it is delivered', async () => {
    const { end, available, provider, accountId } = await play({ submit: (_, id) => succeed(id) });
    expect(end).toMatchObject({ status: 'SUCCEEDED', cost: credits('0.052') });
    expect(available).toBe('9.948');
    expect(provider.submitted).toHaveLength(1);
    const types = (await world.ledger.transactionsOfGenerations(accountId, [end.id])).map(({ type }) => type);
    expect(types).toEqual(['RESERVE', 'CHARGE']);
  });

  it('is refunded when the provider fails and no other is left', async () => {
    const { end, available } = await play({
      submit: (_, upstreamId) => ({ state: 'failed', upstreamId, failure: FAILURE }),
    });
    expect(end).toMatchObject({ status: 'FAILED', cost: 0n, error: { code: 'PROVIDER_ERROR' } });
    expect(available).toBe('10');
  });

  it('pays only for what was delivered', async () => {
    const { end, available } = await play({ submit: (_, id) => succeed(id, 3) }, { count: 5 });
    expect(end).toMatchObject({ status: 'SUCCEEDED', cost: credits('0.156') });
    expect(end.outputs).toHaveLength(3);
    expect(available).toBe('9.844');
  });

  it('is never submitted twice when the answer was lost: the provider is asked instead', async () => {
    const { end, provider, available } = await play({
      submit: () => Promise.reject(new Error('socket hang up')),
      fetch: (id) => succeed(id),
    });
    expect(end.status).toBe('SUCCEEDED');
    expect(provider.submitted).toHaveLength(1);
    expect(available).toBe('9.948');
  });

  it('stays reserved while the verdict is pending, and ends when it comes', async () => {
    let asked = 0;
    const { end, provider } = await play({
      submit: (_, upstreamId) => ({ state: 'pending', upstreamId }),
      fetch: (upstreamId) => {
        asked += 1;
        return asked < 4 ? { state: 'pending', upstreamId } : succeed(upstreamId);
      },
    });
    expect(end.status).toBe('SUCCEEDED');
    expect(provider.submitted).toHaveLength(1);
  });

  it('is refunded as canceled when the provider says so', async () => {
    const { end, available } = await play({ submit: (_, upstreamId) => ({ state: 'canceled', upstreamId }) });
    expect(end.status).toBe('CANCELED');
    expect(available).toBe('10');
  });

  it('charges at most what was reserved, and says so in the log', async () => {
    const accountId = await world.newAccount('10');
    const logged: string[] = [];
    const provider = scriptedProvider({ submit: (_, id) => succeed(id, 4) });
    const room = openRoom(provider, { logged });
    const generation = await accepted(room, requestOf(accountId, { count: 2 }));
    await room.start({ scanMilliseconds: 50 });
    const end = await ended(room, generation);
    await room.stop();
    expect(end.cost).toBe(credits('0.104'));
    expect(logged).toContain('cost_above_reservation');
  });
});

describe('a settlement', () => {
  const end = { status: 'SUCCEEDED', outputs: [image(8, 8)], error: undefined, attempt: undefined } as const;

  it('of a delivery that costs nothing gives the whole reservation back', async () => {
    const accountId = await world.newAccount('10');
    const room = openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    const generation = await accepted(room, requestOf(accountId));
    await settleDelivered(world, generation, { cost: credits('0'), end: { ...end, now: new Date() } });
    expect(await room.generations.find(accountId, generation.id)).toMatchObject({ status: 'SUCCEEDED', cost: 0n });
    expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits('10'), reserved: 0n });
  });

  it('that the ledger refuses is reported', async () => {
    const accountId = await world.newAccount('10');
    const room = openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    const generation = { ...(await accepted(room, requestOf(accountId))), id: newId() };
    const settled = settleDelivered(world, generation, {
      cost: credits('0.01'),
      end: { ...end, now: new Date() },
    });
    await expect(settled).rejects.toThrow('RESERVATION_NOT_FOUND');
  });
});

describe('recovery', () => {
  it('finishes a generation whose worker died, by asking for the attempt it left open', async () => {
    const accountId = await world.newAccount('10');
    const provider = scriptedProvider({
      submit: () => Promise.reject(new Error('must not be submitted again')),
      fetch: (id) => succeed(id),
    });
    const room = openRoom(provider);
    const generation = await accepted(room, requestOf(accountId));
    // What a killed worker leaves: a claim that has run out, an open attempt, and a job locked for hours.
    const attemptId = newId();
    await world.database.rows(
      `update generation set status = 'RUNNING', started_at = now(), due_at = now() - interval '1 second' where id = $1`,
      [generation.id],
    );
    await world.database.rows(
      `insert into attempt (account_id, generation_id, number, id, provider, upstream_id, status, started_at)
       values ($1, $2, 1, $3, 'sandbox', $4, 'SUBMITTED', now())`,
      [accountId, generation.id, attemptId, `sandbox-${attemptId}`],
    );
    await world.database.rows(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead'`);
    await room.start({ scanMilliseconds: 50 });
    expect((await ended(room, generation)).status).toBe('SUCCEEDED');
    await room.stop();
    expect(provider.submitted.map((request) => request.attemptId)).not.toContain(attemptId);
  });

  it('leaves one terminal state and one settlement when two workers run the same generation', async () => {
    const accountId = await world.newAccount('10');
    const provider = scriptedProvider({ submit: (_, id) => succeed(id), fetch: (id) => succeed(id) });
    const [one, two] = [openRoom(provider), openRoom(provider)];
    const generations = await Promise.all(Array.from({ length: 10 }, () => accepted(one, requestOf(accountId))));
    await Promise.all([one.start({ scanMilliseconds: 20 }), two.start({ scanMilliseconds: 20 })]);
    for (const generation of generations) await ended(two, generation);
    await Promise.all([one.stop(), two.stop()]);
    const attempts = await one.generations.attempts(
      accountId,
      generations.map(({ id }) => id),
    );
    expect(attempts.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, () => 1));
    const submissions = provider.submitted.map(({ attemptId }) => attemptId);
    expect(submissions).toHaveLength(new Set(submissions).size);
    const balance = await world.ledger.balance(accountId);
    expect(balance).toMatchObject({ available: credits('9.48'), reserved: 0n });
  });
});

/** Of each place of accounts. */
const createAllTurns = (): Turns[] => shardsOf(world.database).map(() => createTurns());

/** So many at most of each. */
async function takeOf(turns: readonly Turns[], most: number): Promise<Generation[]> {
  const taken = shardsOf(world.database).map((place, index) =>
    place.transaction(async (tx) => (await turns[index]?.take(tx, { now: new Date(), most })) ?? []),
  );
  return (await Promise.all(taken)).flat();
}

describe('the queue', () => {
  it("gives every account its turn: ten thousand of one do not delay another's first", async () => {
    const [busy, quiet] = [await world.newAccount('10'), await world.newAccount('10')];
    const provider = scriptedProvider({ submit: (_, id) => succeed(id) });
    const room = openRoom(provider);
    for (let n = 0; n < 100; n += 1) await accepted(room, requestOf(busy));
    const theirs = await accepted(room, requestOf(quiet));
    const turns = createAllTurns();
    const taken: Generation[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      taken.push(...(await takeOf(turns, 1)));
    }
    expect(taken.map(({ id }) => id)).toContain(theirs.id);
  });

  it('gives an account its oldest first, each once however many take', async () => {
    await world.database.rows(
      `update generation set status = 'CANCELED', ended_at = now(), due_at = null where ended_at is null`,
    );
    const accountId = await world.newAccount('10');
    const room = openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    const queued: string[] = [];
    for (let n = 0; n < 20; n += 1) queued.push((await accepted(room, requestOf(accountId))).id);
    const workers = Array.from({ length: 4 }, () => createAllTurns());
    const taken = await Promise.all(workers.flatMap((turns) => Array.from({ length: 6 }, () => takeOf(turns, 1))));
    const ids = taken.flat().map(({ id }) => id);
    expect(ids.toSorted()).toEqual(queued.toSorted());
    expect(await takeOf(createAllTurns(), 1)).toEqual([]);
  });
});

describe('a request', () => {
  const idle = () => openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));

  it('replays the first generation for the same idempotency key', async () => {
    const accountId = await world.newAccount('10');
    const room = idle();
    const request = requestOf(accountId, { idempotencyKey: 'once' });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => room.generations.request(request)));
    const ids = outcomes.map((outcome) => (outcome.status === 'accepted' ? outcome.generation.id : 'refused'));
    expect(new Set(ids).size).toBe(1);
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: credits('0.052') });
  });

  it('replays it when a default is said that was not said before, or is no longer said', async () => {
    const accountId = await world.newAccount('10');
    const catalog = changingCatalog();
    const room = world.openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }), { catalog });
    const bare = requestOf(accountId, { idempotencyKey: 'bare' });
    const said = requestOf(accountId, { idempotencyKey: 'said', parameters: { width: 1024 } });
    const [first, second] = [await accepted(room, bare), await accepted(room, said)];
    const repeat = async (request: GenerationRequest) => (await accepted(room, request)).id;
    const withWidth = (request: GenerationRequest, width?: number): GenerationRequest => ({
      ...request,
      parameters: width === undefined ? {} : { width },
    });
    expect(await repeat(withWidth(bare, 1024))).toBe(first.id);
    expect(await repeat(withWidth(said))).toBe(second.id);
    // Another default comes into force: what was accepted goes by the old one.
    catalog.publish((model) => withDefault(model, 'width', 512));
    expect(await repeat(bare)).toBe(first.id);
    expect(await repeat(withWidth(bare, 1024))).toBe(first.id);
    expect(await repeat(said)).toBe(second.id);
    const other = await room.generations.request(withWidth(bare, 512));
    expect(other).toMatchObject({ status: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } });
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: credits('0.104') });
  });

  it('replays what an older release accepted, whose hash was of all that was said', async () => {
    const accountId = await world.newAccount('10');
    const room = idle();
    const { apiKeyId, idempotencyKey, ...asked } = requestOf(accountId, { parameters: { width: 1024 } });
    const { model, prompt, parameters, count, maxCost, providerOrder, quoteId, webhookUrl } = asked;
    const first = await accepted(room, { ...asked, apiKeyId, idempotencyKey });
    const inputHash = hashInput({ model, prompt, parameters, count, maxCost, providerOrder, quoteId, webhookUrl });
    await world.database.rows('alter table ledger_transaction disable trigger user');
    await world.database.rows('update ledger_transaction set input_hash = $2 where account_id = $1 and type = $3', [
      ...[accountId, inputHash, 'RESERVE'],
    ]);
    await world.database.rows('alter table ledger_transaction enable trigger user');
    expect((await accepted(room, { ...asked, apiKeyId, idempotencyKey })).id).toBe(first.id);
  });

  it('with a used key and another prompt is refused', async () => {
    const accountId = await world.newAccount('10');
    const room = idle();
    await accepted(room, requestOf(accountId, { idempotencyKey: 'once' }));
    const other = await room.generations.request(requestOf(accountId, { idempotencyKey: 'once', prompt: 'a walrus' }));
    expect(other).toMatchObject({ status: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } });
  });

  it.each([
    ['for an unknown model', { model: 'no/such' }, 'MODEL_NOT_FOUND'],
    ['that may cost more than maxCost', { maxCost: credits('0.05') }, 'MAX_COST_EXCEEDED'],
    ['with an unknown parameter', { parameters: { colour: 'red' } }, 'INVALID_PARAMETER'],
    ['for 101 outputs', { count: 101 }, 'INVALID_PARAMETER'],
    ['for an unknown provider', { providerOrder: ['nobody'] }, 'INVALID_PARAMETER'],
    ['with U+0000 in its prompt', { prompt: 'a\u0000b' }, 'INVALID_PARAMETER'],
    ['with a prompt that is too long', { prompt: 'x'.repeat(10_001) }, 'INVALID_PARAMETER'],
  ])('%s is refused and reserves nothing', async (_, more, code) => {
    const accountId = await world.newAccount('10');
    const outcome = await idle().generations.request(requestOf(accountId, more));
    expect(outcome).toMatchObject({ status: 'refused', refusal: { code } });
    expect(await world.ledger.balance(accountId)).toMatchObject({
      available: credits('10'),
      reserved: 0n,
      sequence: 1n,
    });
  });

  it('writes no generation and no job when the credits are missing', async () => {
    const accountId = await world.newAccount('0.05');
    const outcome = await idle().generations.request(requestOf(accountId));
    expect(outcome).toMatchObject({ status: 'refused', refusal: { code: 'INSUFFICIENT_CREDITS' } });
    const rows = await world.database.rows('select id from generation where account_id = $1', [accountId]);
    expect(rows).toEqual([]);
  });
});

describe('following', () => {
  it('begins with the state now and ends after the terminal one', async () => {
    const accountId = await world.newAccount('10');
    const room = openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    const generation = await accepted(room, requestOf(accountId));
    const followed = await room.generations.follow(accountId, generation.id);
    const seen: Generation[] = [];
    const reading = (async () => {
      for await (const state of followed ?? []) seen.push(state);
    })();
    await waitUntil('the first state', () => seen.length === 1);
    expect(seen[0]?.status).toBe('QUEUED');
    await room.start({ scanMilliseconds: 50 });
    await reading;
    await room.stop();
    expect(seen.at(-1)?.status).toBe('SUCCEEDED');
    const sequences = seen.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  it("does not find another account's generation", async () => {
    const accountId = await world.newAccount('10');
    const room = openRoom(scriptedProvider({ submit: (_, id) => succeed(id) }));
    const generation = await accepted(room, requestOf(accountId));
    expect(await room.generations.follow(await world.newAccount(), generation.id)).toBeUndefined();
  });
});
