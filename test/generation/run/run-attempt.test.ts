// One attempt, whatever is lost on the way: an answer, an id, a cancel, or the process itself.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExpectedOutputs, Provider, ProviderVerdict } from '../../../src/generation/index.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, scriptedProvider } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR = 3_600_000;
/** Of an image, in the shipped storefront. */
const DEADLINE_SECONDS = 300;

let world: GenerationWorld;

beforeEach(async () => {
  world = await createGenerationWorld();
});

afterEach(() => world.close());

const pending = (upstreamId: string): ProviderVerdict => ({ state: 'pending', upstreamId });
const succeeded = (upstreamId: string, count = 1): ProviderVerdict => ({
  state: 'succeeded',
  upstreamId,
  outputs: Array.from({ length: count }, () => image(1024, 1024)),
});

/** What a call waits for until the test lets it go on. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

async function expectBalance(accountId: string, available: string): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits(available), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

describe('a cancel', () => {
  it("that came before the provider's id is passed on as soon as the id is there", async () => {
    const answering = gate();
    const provider = scriptedProvider({
      submit: async () => {
        await answering.opened;
        return pending('upstream-1');
      },
      fetch: (id) => (provider.canceled.includes('upstream-1') ? { state: 'canceled', upstreamId: id } : pending(id)),
    });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is submitted', () => provider.submitted.length === 1);
    await room.generations.cancel(generation.accountId, generation.id);
    expect(provider.canceled).not.toContain('upstream-1');
    answering.open();
    expect((await ended(room, generation)).status).toBe('CANCELED');
    expect(provider.canceled).toContain('upstream-1');
    await expectBalance(generation.accountId, '10');
  });

  it('whose gateway died before it was sent is sent by the worker that takes over', async () => {
    const provider = scriptedProvider({
      submit: () => pending('upstream-1'),
      fetch: (id) => (provider.canceled.length > 0 ? { state: 'canceled', upstreamId: id } : pending(id)),
    });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    await room.stop();
    await world.database.rows('update generation set cancel_requested_at = now(), due_at = now() where id = $1', [
      generation.id,
    ]);
    const next = world.openRoom(provider);
    await next.start({ scanMilliseconds: 20 });
    expect((await ended(next, generation)).status).toBe('CANCELED');
    expect(provider.canceled).toEqual(['upstream-1']);
    await expectBalance(generation.accountId, '10');
  });

  it('of a call that cannot be stopped leaves it to its caller, who delivers all of it', async () => {
    const answering = gate();
    const provider = scriptedProvider({
      submit: async (_, id) => {
        await answering.opened;
        return succeeded(id, 2);
      },
      // As synchronous providers do: it knows what is kept already, and nothing of a call that is under way.
      fetch: (upstreamId) => ({
        state: 'failed',
        upstreamId,
        failure: { code: 'PROVIDER_ANSWER_LOST', message: 'Lost.', retryable: false },
      }),
      cancel: () => Promise.reject(new Error('It cannot be canceled.')),
    });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10'), { count: 2 }));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is submitted', () => provider.submitted.length === 1);
    const outcome = await room.generations.cancel(generation.accountId, generation.id);
    expect(outcome).toMatchObject({ status: 'accepted', cancelSent: false, generation: { status: 'RUNNING' } });
    answering.open();
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED', outputs: [{}, {}] });
    await expectBalance(generation.accountId, '9.896');
  });
});

describe('an attempt whose answer was lost', () => {
  it('is looked up, also by another process, and never submitted again', async () => {
    let isFound = false;
    const provider = scriptedProvider({
      submit: () => Promise.reject(new Error('the connection broke')),
      fetch: (id) => (isFound ? succeeded('upstream-1') : pending(id)),
    });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is looked up', () => provider.fetched.length > 0);
    await room.stop();
    isFound = true;
    await world.database.rows('update generation set due_at = now() where id = $1', [generation.id]);
    const next = world.openRoom(provider);
    await next.start({ scanMilliseconds: 20 });
    expect(await ended(next, generation)).toMatchObject({ status: 'SUCCEEDED' });
    expect(provider.submitted).toHaveLength(1);
    const attempts = await next.generations.attempts(generation.accountId, [generation.id]);
    expect(attempts).toMatchObject([{ status: 'SUCCEEDED', upstreamId: 'upstream-1' }]);
    await expectBalance(generation.accountId, '9.948');
  });

  it('is submitted again, as the same attempt, only when the provider says that it does not know it', async () => {
    let isDown = true;
    const provider = scriptedProvider({
      submit: (_, id) => {
        if (isDown) throw new Error('the connection broke');
        return succeeded(id);
      },
      fetch: (upstreamId) => {
        if (isDown) throw new Error('nobody answers');
        return { state: 'unknown', upstreamId };
      },
    });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is looked up', () => provider.fetched.length > 0);
    await room.stop();
    isDown = false;
    await world.database.rows('update generation set due_at = now() where id = $1', [generation.id]);
    const next = world.openRoom(provider);
    await next.start({ scanMilliseconds: 20 });
    expect((await ended(next, generation)).status).toBe('SUCCEEDED');
    expect(new Set(provider.submitted.map(({ attemptId }) => attemptId)).size).toBe(1);
    await expectBalance(generation.accountId, '9.948');
  });
});

describe('work that is called off at its deadline', () => {
  it('and was finished after all is charged, and no more of it is taken than was asked for', async () => {
    let clock = new Date();
    const expectations: (ExpectedOutputs | undefined)[] = [];
    const provider = scriptedProvider({
      submit: (_, id) => pending(id),
      fetch: (id, expected) => {
        expectations.push(expected);
        return provider.canceled.length > 0 ? succeeded(id) : pending(id);
      },
    });
    const room = world.openRoom(provider, { now: () => clock });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    clock = new Date(clock.getTime() + HOUR);
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED' });
    expect(new Set(expectations.map((expected) => JSON.stringify(expected)))).toEqual(
      new Set([JSON.stringify({ kind: 'IMAGE', count: 1 })]),
    );
  });
});

describe('a provider that cannot be asked at the deadline', () => {
  it('is asked again a while longer before the work is given up', async () => {
    let clock = new Date();
    let isDown = false;
    const provider = scriptedProvider({
      submit: (_, id) => pending(id),
      fetch: (id) => {
        if (!isDown) return provider.canceled.length > 0 ? succeeded(id) : pending(id);
        isDown = provider.canceled.length === 0;
        throw new Error('nobody answers');
      },
    });
    const room = world.openRoom(provider, { now: () => clock });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    isDown = true;
    clock = new Date(clock.getTime() + DEADLINE_SECONDS * 1_000 + 1_000);
    await waitUntil('it was to be called off', () => !isDown);
    clock = new Date(clock.getTime() + 5_000);
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED' });
    await expectBalance(generation.accountId, '9.948');
  });
});

describe('a provider that is out of order', () => {
  const failing = (name: string): Provider =>
    scriptedProvider({
      name,
      submit: (_, upstreamId) => ({
        state: 'failed',
        upstreamId,
        failure: { code: 'PROVIDER_ERROR', message: 'Out of order.', retryable: true },
      }),
    });

  it('is stood in for by the next one, and is left alone after five times', async () => {
    const standIn = scriptedProvider({ name: 'replicate', submit: (_, id) => succeeded(id) });
    const room = world.openRoom([failing('fal'), standIn]);
    await room.start({ scanMilliseconds: 20 });
    const accountId = await world.newAccount('10');
    const attemptsOfNext = async (): Promise<string[]> => {
      const generation = await accepted(room, requestOf(accountId));
      expect((await ended(room, generation)).status).toBe('SUCCEEDED');
      const attempts = await room.generations.attempts(accountId, [generation.id]);
      return attempts.map(({ provider, status }) => `${provider} ${status}`);
    };
    for (let time = 1; time <= 5; time += 1) {
      expect(await attemptsOfNext()).toEqual(['fal FAILED', 'replicate SUCCEEDED']);
    }
    expect(await attemptsOfNext()).toEqual(['replicate SUCCEEDED']);
    await expectBalance(accountId, '9.688');
  });
});
