// What happens when a model's deadline passes: nothing is begun any more, a call that waits is broken off, and what was
// finished in time is delivered although its gateway, or all of them, were away.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Generation, GenerationRoom, ProviderVerdict } from '../../../src/generation/index.ts';
import { createOutputStore } from '../../../src/generation/outputs/index.ts';
import { createOpenAiImagesProvider } from '../../../src/generation/providers/openai-images/create-openai-images-provider.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  MODEL,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { startImagesDouble } from '../../support/provider-double/index.ts';
import { image, type ScriptedProvider, scriptedProvider } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR = 3_600_000;

let world: GenerationWorld;

beforeEach(async () => {
  world = await createGenerationWorld();
});

afterEach(() => world.close());

const pending = (upstreamId: string): ProviderVerdict => ({ state: 'pending', upstreamId });
const succeeded = (upstreamId: string): ProviderVerdict => ({
  state: 'succeeded',
  upstreamId,
  outputs: [image(1024, 1024)],
});

const errorsOf = async (room: GenerationRoom, { accountId, id }: Generation) =>
  (await room.generations.attempts(accountId, [id])).map(({ provider, error }) => [provider, error?.code]);

async function expectBalance(accountId: string, available: string): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits(available), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

/** Submitted to a provider that then says nothing; its gateway is gone. */
async function abandoned(provider: ScriptedProvider): Promise<Generation> {
  const room = world.openRoom(provider);
  const generation = await accepted(room, requestOf(await world.newAccount('10')));
  await room.start({ scanMilliseconds: 20 });
  await waitUntil('it is asked about', () => provider.fetched.length > 0);
  await room.stop();
  await world.database.rows('update generation set due_at = now() where id = $1', [generation.id]);
  return generation;
}

describe('work that was done while all gateways were away', () => {
  it('is delivered long after its deadline, although the first question is not answered', async () => {
    let asked = 0;
    const answers = [
      () => Promise.reject(new Error('nobody answers')),
      () => Promise.reject(new Error('nobody answers')),
    ];
    let isBack = false;
    const provider = scriptedProvider({
      submit: (_, id) => pending(id),
      fetch: (id) => {
        if (!isBack) return pending(id);
        const answer = answers[asked];
        asked += 1;
        return answer === undefined ? succeeded(id) : answer();
      },
    });
    const generation = await abandoned(provider);
    isBack = true;
    const anHourLater = new Date(Date.now() + HOUR);
    const later = world.openRoom(provider, { now: () => anHourLater });
    await later.start({ scanMilliseconds: 20 });
    // Each question puts the next look off by some seconds of the clock.
    const hurry = async (): Promise<boolean> => {
      await world.database.rows("update generation set due_at = now() where id = $1 and status = 'RUNNING'", [
        generation.id,
      ]);
      return asked > answers.length;
    };
    await waitUntil('it is asked often enough', hurry);
    expect(await ended(later, generation)).toMatchObject({ status: 'SUCCEEDED' });
    await expectBalance(generation.accountId, '9.948');
  });

  it('and whose id only a webhook brought, is asked about by that id', async () => {
    const provider = scriptedProvider({
      submit: () => Promise.reject(new Error('the connection broke')),
      // As fal: nothing can be asked by the placeholder.
      fetch: (id) => (id === 'upstream-1' ? succeeded(id) : pending(id)),
    });
    let clock = new Date();
    const room = world.openRoom(provider, { now: () => clock });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    // Noted by another gateway, which died before it could ask.
    await world.database.rows(`update attempt set upstream_id = 'upstream-1' where generation_id = $1`, [
      generation.id,
    ]);
    clock = new Date(clock.getTime() + HOUR);
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED' });
    await expectBalance(generation.accountId, '9.948');
  });
});

describe('past the deadline', () => {
  it('a provider that cannot be asked is given up in the end', async () => {
    let clock = new Date();
    let isDown = false;
    const provider = scriptedProvider({
      submit: (_, id) => pending(id),
      fetch: (id) => {
        if (isDown) throw new Error('nobody answers');
        return pending(id);
      },
    });
    const logged: string[] = [];
    // Time passes with every look at the clock.
    const now = (): Date => {
      if (isDown) clock = new Date(clock.getTime() + 500);
      return clock;
    };
    const room = world.openRoom(provider, { now, logged });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    isDown = true;
    clock = new Date(clock.getTime() + HOUR);
    expect(await ended(room, generation)).toMatchObject({ status: 'FAILED', error: { code: 'PROVIDER_TIMEOUT' } });
    expect(logged).toContain('provider_cost_wasted');
    await expectBalance(generation.accountId, '10');
  });

  it('no other provider is tried after one that has failed', async () => {
    let clock = new Date();
    const first = scriptedProvider({
      name: 'fal',
      submit: (_, upstreamId) => {
        clock = new Date(clock.getTime() + HOUR);
        const failure = { code: 'PROVIDER_ERROR', message: 'Out of order.', retryable: true };
        return { state: 'failed', upstreamId, failure };
      },
    });
    const second = scriptedProvider({ name: 'replicate', submit: (_, id) => succeeded(id) });
    const room = world.openRoom([first, second], { now: () => clock });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    // One look alone: by a clock that has jumped, a later one takes this worker for dead while it writes down how the call ended.
    await room.start({ scanMilliseconds: HOUR });
    expect(await ended(room, generation)).toMatchObject({ status: 'FAILED', error: { code: 'PROVIDER_ERROR' } });
    expect(second.submitted).toEqual([]);
    await expectBalance(generation.accountId, '10');
  });

  it('nothing is begun by whoever takes over from a gateway that died before its first call', async () => {
    const provider = scriptedProvider({ submit: (_, id) => succeeded(id) });
    const room = world.openRoom(provider, { now: () => new Date(Date.now() + HOUR) });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await world.database.rows(
      `update generation set status = 'RUNNING', started_at = now() - interval '1 hour', due_at = now() where id = $1`,
      [generation.id],
    );
    await room.start({ scanMilliseconds: 20 });
    expect(await ended(room, generation)).toMatchObject({ status: 'FAILED', error: { code: 'PROVIDER_TIMEOUT' } });
    expect(provider.submitted).toEqual([]);
    await expectBalance(generation.accountId, '10');
  });

  it('work that its provider says has failed fails for that reason', async () => {
    let clock = new Date();
    const failure = { code: 'CONTENT_POLICY', message: 'Not this.', retryable: false };
    const provider = scriptedProvider({
      submit: (_, id) => pending(id),
      fetch: (upstreamId) =>
        provider.canceled.length > 0 ? { state: 'failed', upstreamId, failure } : pending(upstreamId),
    });
    const room = world.openRoom(provider, { now: () => clock });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('it is asked about', () => provider.fetched.length > 0);
    clock = new Date(clock.getTime() + HOUR);
    expect(await ended(room, generation)).toMatchObject({ status: 'FAILED', error: { code: 'CONTENT_POLICY' } });
    await expectBalance(generation.accountId, '10');
  });
});

describe('a call that is answered with the work itself', () => {
  it('is broken off at the deadline: refunded, not done again, and what it may have cost us is on record', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'tollgate-deadline-'));
    const double = await startImagesDouble();
    double.behave({ submit: 'slow' });
    const outputStore = createOutputStore({ dataDir, baseUrl: () => 'http://gateway.test' });
    const provider = createOpenAiImagesProvider({ apiKey: 'sk-nobody', outputStore, baseUrl: `${double.url}/v1` });
    const standIn = scriptedProvider({ name: 'replicate', submit: (_, id) => succeeded(id) });
    world.catalog.publish((model) =>
      model.identifier === MODEL
        ? {
            ...model,
            deadlineSeconds: 1,
            providers: ['openai', 'replicate'],
            upstream: [
              { provider: 'openai', model: 'gpt-image-1' },
              { provider: 'replicate', model: 'a/b' },
            ],
          }
        : model,
    );
    const [logged, details]: [string[], Readonly<Record<string, unknown>>[]] = [[], []];
    // The deadline passes while the call waits, however slow this machine is.
    const start = Date.now();
    const now = (): Date => new Date(double.book.submissions.length === 0 ? start : start + 2_000);
    const room = world.openRoom([provider, standIn], { logged, details, now });
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    expect(await ended(room, generation)).toMatchObject({
      status: 'FAILED',
      cost: 0n,
      error: { code: 'PROVIDER_TIMEOUT', mayBeBilled: true },
    });
    expect(double.book.submissions).toHaveLength(1);
    expect(standIn.submitted).toEqual([]);
    expect(await errorsOf(room, generation)).toEqual([['openai', 'PROVIDER_TIMEOUT']]);
    expect(details[logged.indexOf('provider_cost_wasted')]).toMatchObject({ provider: 'openai', id: generation.id });
    await expectBalance(generation.accountId, '10');
    double.release();
    await room.stop();
    await double.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});
