// Cancel: whatever moment it comes at, one end, one settlement, and an answer that is true.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Generation, GenerationRoom, ProviderVerdict } from '../../../src/generation/index.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, type ScriptedProvider, scriptedProvider } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

let world: GenerationWorld;

beforeEach(async () => {
  world = await createGenerationWorld();
});

afterEach(() => world.close());

const succeeded = (upstreamId: string): ProviderVerdict => ({
  state: 'succeeded',
  upstreamId,
  outputs: [image(1024, 1024)],
});

/** A provider whose work takes until it is ended. */
function patientProvider(afterCancel: (upstreamId: string) => ProviderVerdict) {
  const provider: ScriptedProvider = scriptedProvider({
    submit: (_, upstreamId) => ({ state: 'pending', upstreamId }),
    fetch: (upstreamId) =>
      provider.canceled.includes(upstreamId) ? afterCancel(upstreamId) : { state: 'pending', upstreamId },
  });
  return provider;
}

async function running(provider: ScriptedProvider): Promise<{ room: GenerationRoom; generation: Generation }> {
  const accountId = await world.newAccount('10');
  const room = world.openRoom(provider);
  const generation = await accepted(room, requestOf(accountId));
  await room.start({ scanMilliseconds: 20 });
  await waitUntil('it was submitted', () => provider.submitted.length === 1);
  return { room, generation };
}

const cancel = (room: GenerationRoom, { accountId, id }: Generation) => room.generations.cancel(accountId, id);

async function expectIntact(accountId: string, available: string): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits(available), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

describe('a queued generation', () => {
  it('ends at once, is refunded, and is never submitted', async () => {
    const accountId = await world.newAccount('10');
    const provider = scriptedProvider({ submit: (_, id) => succeeded(id) });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(accountId));
    const outcome = await cancel(room, generation);
    expect(outcome).toMatchObject({
      status: 'accepted',
      cancelSent: false,
      generation: { status: 'CANCELED', cost: 0n },
    });
    await room.start({ scanMilliseconds: 10 });
    await ended(room, await accepted(room, requestOf(accountId)));
    expect(provider.submitted).toHaveLength(1);
    await expectIntact(accountId, '9.948');
  });

  it('has one end when it is canceled while workers take it, and is charged exactly when it was delivered', async () => {
    const accountId = await world.newAccount('10');
    const provider = scriptedProvider({ submit: (_, id) => succeeded(id), fetch: succeeded });
    const room = world.openRoom(provider);
    const generations = await Promise.all(Array.from({ length: 20 }, () => accepted(room, requestOf(accountId))));
    const canceling = generations.map((generation) => cancel(room, generation));
    await room.start({ scanMilliseconds: 10 });
    await Promise.all(canceling);
    const ends = await Promise.all(generations.map((generation) => ended(room, generation)));
    const delivered = ends.filter(({ status }) => status === 'SUCCEEDED').length;
    for (const end of ends) expect(['SUCCEEDED', 'CANCELED']).toContain(end.status);
    await expectIntact(accountId, String((10_000 - 52 * delivered) / 1_000));
  });

  it('is ended by recovery when the gateway dies between the wish and the refund', async () => {
    const accountId = await world.newAccount('10');
    const provider = scriptedProvider({ submit: (_, id) => succeeded(id) });
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(accountId));
    await world.database.rows(
      `update generation set status = 'RUNNING', cancel_requested_at = now(), due_at = now() where id = $1`,
      [generation.id],
    );
    await room.start({ scanMilliseconds: 10 });
    expect((await ended(room, generation)).status).toBe('CANCELED');
    expect(provider.submitted).toEqual([]);
    await expectIntact(accountId, '10');
  });
});

describe('a running generation', () => {
  it('is canceled and refunded when its provider agrees', async () => {
    const provider = patientProvider((upstreamId) => ({ state: 'canceled', upstreamId }));
    const { room, generation } = await running(provider);
    const outcome = await cancel(room, generation);
    expect(outcome).toMatchObject({ status: 'accepted', cancelSent: true, generation: { status: 'CANCELED' } });
    await expectIntact(generation.accountId, '10');
  });

  it('is delivered and charged when its provider was faster', async () => {
    const provider = patientProvider(succeeded);
    const { room, generation } = await running(provider);
    const outcome = await cancel(room, generation);
    expect(outcome).toMatchObject({ status: 'accepted', cancelSent: true, generation: { status: 'SUCCEEDED' } });
    await expectIntact(generation.accountId, '9.948');
  });

  it('is canceled, and no other provider is asked, when its provider fails', async () => {
    const failure = { code: 'PROVIDER_ERROR', message: 'Out of order.', retryable: true };
    const provider = patientProvider((upstreamId) => ({ state: 'failed', upstreamId, failure }));
    const { room, generation } = await running(provider);
    await cancel(room, generation);
    expect((await ended(room, generation)).status).toBe('CANCELED');
    expect(provider.submitted).toHaveLength(1);
    await expectIntact(generation.accountId, '10');
  });

  it('goes on until its provider has spoken, and the reservation stands', async () => {
    let isOver = false;
    const provider = patientProvider((upstreamId) => ({ state: isOver ? 'canceled' : 'pending', upstreamId }));
    const { room, generation } = await running(provider);
    const outcome = await cancel(room, generation);
    expect(outcome).toMatchObject({ status: 'accepted', cancelSent: true, generation: { status: 'RUNNING' } });
    expect(await world.ledger.balance(generation.accountId)).toMatchObject({ reserved: generation.maxCost });
    isOver = true;
    expect((await ended(room, generation)).status).toBe('CANCELED');
    await expectIntact(generation.accountId, '10');
  });

  it('is not sent to its provider twice in error: a repeated cancel gets the same answer', async () => {
    const provider = patientProvider((upstreamId) => ({ state: 'canceled', upstreamId }));
    const { room, generation } = await running(provider);
    await cancel(room, generation);
    expect(await cancel(room, generation)).toMatchObject({ status: 'accepted', generation: { status: 'CANCELED' } });
    await expectIntact(generation.accountId, '10');
  });
});

describe('a cancel', () => {
  it('of a generation that was delivered is refused, and changes nothing', async () => {
    const accountId = await world.newAccount('10');
    const room = world.openRoom(scriptedProvider({ submit: (_, id) => succeeded(id) }));
    const generation = await accepted(room, requestOf(accountId));
    await room.start({ scanMilliseconds: 20 });
    await ended(room, generation);
    expect(await cancel(room, generation)).toMatchObject({ status: 'refused', refusal: { code: 'NOT_CANCELABLE' } });
    await expectIntact(accountId, '9.948');
  });

  it("of another account's generation finds nothing, and changes nothing", async () => {
    const [mine, theirs] = [await world.newAccount('10'), await world.newAccount('10')];
    const room = world.openRoom(scriptedProvider({ submit: (_, id) => succeeded(id) }));
    const { id } = await accepted(room, requestOf(theirs));
    const outcome = await room.generations.cancel(mine, id);
    expect(outcome).toEqual({ status: 'refused', refusal: { code: 'GENERATION_NOT_FOUND' } });
    expect((await room.generations.find(theirs, id))?.status).toBe('QUEUED');
  });
});
