// An attempt has one verdict and a generation one end, whoever asks: no provider is tried for what has ended.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttemptAddress, Generation, GenerationRoom, ProviderVerdict } from '../../../src/generation/index.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, type ScriptedProvider, scriptedProvider, scriptedWebhook } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

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
const failed = (upstreamId: string): ProviderVerdict => ({
  state: 'failed',
  upstreamId,
  failure: { code: 'OUTPUT_UNREADABLE', message: 'Nothing to see.', retryable: true },
});

/** Questions that wait for the test's answer, in the order in which they were asked. */
function questions() {
  const waiting: { readonly id: string; readonly answer: (verdict: ProviderVerdict) => void }[] = [];
  return {
    waiting,
    ask: (id: string): Promise<ProviderVerdict> => new Promise((resolve) => waiting.push({ id, answer: resolve })),
  };
}

const addressOf = ({ accountId, id }: Generation, provider: ScriptedProvider): AttemptAddress => ({
  accountId,
  generationId: id,
  attemptId: provider.submitted[0]?.attemptId ?? '',
  provider: provider.name,
});

async function attemptsOf(room: GenerationRoom, { accountId, id }: Generation) {
  const attempts = await room.generations.attempts(accountId, [id]);
  return attempts.map(({ provider, status }) => `${provider} ${status}`);
}

async function expectBalance(accountId: string, available: string): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits(available), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

describe('two who ask the same provider and get different answers', () => {
  it('agree with the first: after a success was settled, a failure brings no other provider its turn', async () => {
    const { waiting, ask } = questions();
    const first = scriptedProvider({ name: 'fal', submit: (_, id) => pending(id), fetch: ask });
    const second = scriptedProvider({ name: 'replicate', submit: (_, id) => succeeded(id) });
    const room = world.openRoom([first, second]);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('its worker asks', () => waiting.length === 1);
    const handling = room.handleWebhook(addressOf(generation, first), scriptedWebhook());
    await waitUntil('the webhook makes another one ask', () => waiting.length === 2);
    waiting[1]?.answer(succeeded(waiting[1].id));
    expect(await handling).toEqual({ status: 'handled' });
    waiting[0]?.answer(failed(waiting[0].id));
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED' });
    await room.stop();
    expect(second.submitted).toEqual([]);
    expect(await attemptsOf(room, generation)).toEqual(['fal SUCCEEDED']);
    await expectBalance(generation.accountId, '9.948');
  });

  it('agree with the first: after a failure has given another provider its turn, a success settles nothing', async () => {
    const { waiting, ask } = questions();
    const first = scriptedProvider({ name: 'fal', submit: (_, id) => pending(id), fetch: ask });
    let isDone = false;
    const second = scriptedProvider({
      name: 'replicate',
      submit: (_, id) => pending(id),
      fetch: (id) => (isDone ? succeeded(id) : pending(id)),
    });
    const room = world.openRoom([first, second]);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    await waitUntil('its worker asks', () => waiting.length === 1);
    const handling = room.handleWebhook(addressOf(generation, first), scriptedWebhook());
    await waitUntil('the webhook makes another one ask', () => waiting.length === 2);
    waiting[0]?.answer(failed(waiting[0].id));
    await waitUntil('the next provider has its turn', () => second.submitted.length === 1);
    waiting[1]?.answer(succeeded(waiting[1].id));
    expect(await handling).toEqual({ status: 'handled' });
    const { accountId, id } = generation;
    expect(await room.generations.find(accountId, id)).toMatchObject({ status: 'RUNNING', cost: undefined });
    isDone = true;
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED', outputs: { length: 1 } });
    expect(await attemptsOf(room, generation)).toEqual(['fal FAILED', 'replicate SUCCEEDED']);
    await expectBalance(accountId, '9.948');
  });
});

describe('a generation that ended', () => {
  it('between its recovery and the next attempt is not begun again', async () => {
    const first = scriptedProvider({ name: 'fal', submit: (_, id) => pending(id), fetch: succeeded });
    const second = scriptedProvider({ name: 'replicate', submit: (_, id) => succeeded(id) });
    const submitting = world.openRoom([
      scriptedProvider({ name: 'fal', submit: (_, id) => pending(id), fetch: pending }),
      second,
    ]);
    const generation = await accepted(submitting, requestOf(await world.newAccount('10')));
    await submitting.start({ scanMilliseconds: 20 });
    await waitUntil('it is submitted', async () => (await attemptsOf(submitting, generation)).length === 1);
    await submitting.stop();
    const { accountId, id } = generation;
    const [attempt] = await submitting.generations.attempts(accountId, [id]);
    // The worker that takes it over has read the generation; before it looks at the attempts, a webhook settles it.
    let isSettled = false;
    const { catalog } = world;
    const lateCatalog = {
      ...catalog,
      current: () => catalog.current(),
      priceBook: async (version: string) => {
        if (!isSettled) {
          isSettled = true;
          const address = { accountId, generationId: id, attemptId: attempt?.id ?? '', provider: 'fal' };
          expect(await world.openRoom([first, second]).handleWebhook(address, scriptedWebhook())).toEqual({
            status: 'handled',
          });
        }
        return catalog.priceBook(version);
      },
    };
    const recovering = world.openRoom([first, second], { catalog: lateCatalog });
    await world.database.rows('update generation set due_at = now() where id = $1', [id]);
    await recovering.start({ scanMilliseconds: 20 });
    await waitUntil('it is taken over and settled', () => isSettled);
    expect(await ended(recovering, generation)).toMatchObject({ status: 'SUCCEEDED' });
    await recovering.stop();
    expect(second.submitted).toEqual([]);
    expect(await attemptsOf(recovering, generation)).toEqual(['fal SUCCEEDED']);
    await expectBalance(accountId, '9.948');
  });
});
