// What a provider's webhook does, and what it cannot do: it makes the gateway ask, and the answer settles, once.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttemptAddress, Generation, GenerationRoom, ProviderVerdict } from '../../../src/generation/index.ts';
import {
  accepted,
  createGenerationWorld,
  ended,
  type GenerationWorld,
  MODEL,
  requestOf,
} from '../../support/generation-world.ts';
import { credits } from '../../support/ledger-world.ts';
import { image, type ScriptedProvider, scriptedProvider, scriptedWebhook } from '../../support/scripted-provider.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR = 3_600_000;
/** 0.025 credits per megapixel of what comes out. */
const BY_SIZE = 'fal-ai/flux-1/dev';

let world: GenerationWorld;
let clock: Date;
let answer: (upstreamId: string) => ProviderVerdict | Promise<ProviderVerdict>;
let provider: ScriptedProvider;

const pending = (upstreamId: string): ProviderVerdict => ({ state: 'pending', upstreamId });
const succeeded = (upstreamId: string): ProviderVerdict => ({
  state: 'succeeded',
  upstreamId,
  outputs: [image(1024, 1024)],
});

beforeEach(async () => {
  world = await createGenerationWorld();
  clock = new Date();
  answer = pending;
  provider = scriptedProvider({ submit: (_, id) => pending(id), fetch: (id) => answer(id) });
});

afterEach(() => world.close());

interface Submitted {
  readonly room: GenerationRoom;
  readonly generation: Generation;
  readonly address: AttemptAddress;
}

async function submitted(logged: string[] = [], balance = '10', model = MODEL): Promise<Submitted> {
  const accountId = await world.newAccount(balance);
  const room = world.openRoom(provider, { now: () => clock, logged });
  const generation = await accepted(room, requestOf(accountId, { model }));
  await room.start({ scanMilliseconds: 20 });
  await waitUntil('it is asked about', () => provider.fetched.length > 0);
  const attemptId = provider.submitted[0]?.attemptId ?? '';
  const address = { accountId, generationId: generation.id, attemptId, provider: 'sandbox' };
  return { room, generation, address };
}

/** The process that submitted it is gone: from here on only webhooks move it. */
async function handedOver(): Promise<Submitted> {
  const { room, generation, address } = await submitted();
  await room.stop();
  return { room: world.openRoom(provider), generation, address };
}

async function timedOut(logged: string[] = [], balance = '10', model = MODEL): Promise<Submitted> {
  const all = await submitted(logged, balance, model);
  clock = new Date(clock.getTime() + HOUR);
  const end = await ended(all.room, all.generation);
  expect(end).toMatchObject({ status: 'FAILED', cost: 0n, error: { code: 'PROVIDER_TIMEOUT' } });
  return all;
}

const find = ({ room, generation }: Submitted) => room.generations.find(generation.accountId, generation.id);

async function typesOf({ accountId }: Generation): Promise<string[]> {
  const rows = await world.database.rows<{ type: string }>(
    'select type from ledger_transaction where account_id = $1 and generation_id is not null order by sequence',
    [accountId],
  );
  return rows.map(({ type }) => type);
}

async function expectBalance(accountId: string, available: string): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits(available), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

describe("a provider's webhook", () => {
  it('settles by what the provider says when it is asked', async () => {
    const all = await handedOver();
    answer = succeeded;
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(await find(all)).toMatchObject({ status: 'SUCCEEDED', outputs: [{ width: 1024 }] });
    await expectBalance(all.generation.accountId, '9.948');
  });

  it('that comes twice at once, and again after the end, charges once, and the ended is not asked about', async () => {
    const all = await handedOver();
    answer = succeeded;
    await Promise.all([1, 2].map(() => all.room.handleWebhook(all.address, scriptedWebhook())));
    const asked = provider.fetched.length;
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(provider.fetched).toHaveLength(asked);
    expect(await typesOf(all.generation)).toEqual(['RESERVE', 'CHARGE']);
    await expectBalance(all.generation.accountId, '9.948');
  });

  it('that comes before the work has ended changes nothing', async () => {
    const all = await handedOver();
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(await find(all)).toMatchObject({ status: 'RUNNING', cost: undefined });
  });

  it('is to be sent again when the provider cannot be asked', async () => {
    const all = await handedOver();
    answer = () => Promise.reject(new Error('nobody answers'));
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'unanswered' });
    expect(await find(all)).toMatchObject({ status: 'RUNNING' });
  });

  it('about an attempt that has ended while another provider has its turn is about nothing that counts', async () => {
    const all = await handedOver();
    await world.database.rows(`update attempt set status = 'FAILED', ended_at = now() where id = $1`, [
      all.address.attemptId,
    ]);
    answer = succeeded;
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(await find(all)).toMatchObject({ status: 'RUNNING' });
  });

  it('that is forged is rejected, and nobody is asked', async () => {
    const all = await handedOver();
    const asked = provider.fetched.length;
    answer = succeeded;
    const handled = await all.room.handleWebhook(all.address, scriptedWebhook({ isGenuine: false }));
    expect(handled).toEqual({ status: 'rejected', reason: 'wrong signature' });
    expect(provider.fetched).toHaveLength(asked);
    expect(await find(all)).toMatchObject({ status: 'RUNNING' });
  });

  it.each(['accountId', 'generationId', 'attemptId', 'provider'] as const)(
    'about an attempt that is not there (%s) is about nothing',
    async (field) => {
      const all = await handedOver();
      const other = '01900000-0000-7000-8000-000000000000';
      const address = { ...all.address, [field]: field === 'provider' ? 'nobody' : other };
      expect(await all.room.handleWebhook(address, scriptedWebhook())).toEqual({ status: 'unknown' });
    },
  );

  it("brings the provider's id for work whose answer was lost, and replaces none that is known", async () => {
    const all = await handedOver();
    await all.room.handleWebhook(all.address, scriptedWebhook({ upstreamId: 'upstream-1' }));
    await all.room.handleWebhook(all.address, scriptedWebhook({ upstreamId: 'upstream-2' }));
    expect(provider.fetched.slice(-2)).toEqual(['upstream-1', 'upstream-1']);
    const attempts = await all.room.generations.attempts(all.generation.accountId, [all.generation.id]);
    expect(attempts).toMatchObject([{ upstreamId: 'upstream-1', status: 'SUBMITTED' }]);
  });
});

describe('a success after the deadline', () => {
  it('is charged after its refund, and the generation has succeeded', async () => {
    const all = await timedOut();
    answer = succeeded;
    await Promise.all([1, 2].map(() => all.room.handleWebhook(all.address, scriptedWebhook())));
    expect(await find(all)).toMatchObject({ status: 'SUCCEEDED', error: undefined, outputs: [{ width: 1024 }] });
    expect(await typesOf(all.generation)).toEqual(['RESERVE', 'REFUND', 'CHARGE']);
    await expectBalance(all.generation.accountId, '9.948');
  });

  it('of what was erased meanwhile is neither charged nor kept', async () => {
    const all = await timedOut();
    const { accountId, id } = all.generation;
    expect(await all.room.generations.purge(accountId, id)).toBe('purged');
    answer = succeeded;
    await all.room.handleWebhook(all.address, scriptedWebhook());
    expect(await find(all)).toMatchObject({ status: 'FAILED', cost: 0n, outputs: [] });
    expect(await typesOf(all.generation)).toEqual(['RESERVE', 'REFUND']);
    await expectBalance(accountId, '10');
  });

  it('whose cost nobody would believe is held, and charged as an operator decides', async () => {
    const logged: string[] = [];
    const all = await timedOut(logged, '10', BY_SIZE);
    answer = (upstreamId) => ({ state: 'succeeded', upstreamId, outputs: [image(3240, 3240)] });
    await Promise.all([1, 2].map(() => all.room.handleWebhook(all.address, scriptedWebhook())));
    const { accountId, id: generationId, maxCost } = all.generation;
    expect(await find(all)).toMatchObject({ status: 'SUCCEEDED', cost: undefined, outputs: [{ width: 3240 }] });
    expect(logged).toContain('late_success_held_for_review');
    expect(await typesOf(all.generation)).toEqual(['RESERVE', 'REFUND']);
    const settle = (cost: string) =>
      all.room.generations.settleHeld({ accountId, generationId, cost: credits(cost), reason: 'as estimated' });
    const other = await world.reserve(accountId, '9.99');
    expect(await settle('0.02')).toMatchObject({ refusal: { code: 'CREDITS_GONE', available: credits('0.01') } });
    expect(await find(all)).toMatchObject({ cost: undefined });
    await world.ledger.submit({
      command: { kind: 'refund', accountId, generationId: other.generationId, reason: 'test' },
    });
    expect(maxCost).toBeGreaterThan(credits('0.02'));
    expect(await settle('0.02')).toMatchObject({
      status: 'settled',
      replayed: false,
      transaction: { type: 'CHARGE', description: 'After review: as estimated' },
    });
    expect(await settle('0.02')).toMatchObject({ status: 'settled', replayed: true });
    expect(await settle('0')).toMatchObject({ refusal: { code: 'SETTLED_OTHERWISE' } });
    await expectBalance(accountId, '9.98');
  });

  it('is not delivered when the credits are gone, and it is logged for the operator', async () => {
    const logged: string[] = [];
    const all = await timedOut(logged, '0.06');
    const { accountId } = all.generation;
    const { generationId } = await world.reserve(accountId, '0.06');
    answer = succeeded;
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(await find(all)).toMatchObject({ status: 'FAILED', cost: 0n, outputs: [] });
    expect(logged).toContain('late_success_unpaid');
    await world.ledger.submit({ command: { kind: 'refund', accountId, generationId, reason: 'test' } });
    await expectBalance(accountId, '0.06');
  });

  it('is charged also when it is given up in the very moment in which the webhook is handled', async () => {
    const all = await submitted();
    await all.room.stop();
    let isFirst = true;
    answer = async (upstreamId) => {
      if (!isFirst) return pending(upstreamId);
      isFirst = false;
      clock = new Date(clock.getTime() + HOUR);
      expect((await ended(all.room, all.generation)).status).toBe('FAILED');
      return succeeded(upstreamId);
    };
    const besides = world.openRoom(provider);
    const worker = world.openRoom(provider, { now: () => clock });
    const handling = besides.handleWebhook(all.address, scriptedWebhook());
    await waitUntil('the webhook is handled', () => !isFirst);
    await worker.start({ scanMilliseconds: 20 });
    await handling;
    expect(await find(all)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await typesOf(all.generation)).toEqual(['RESERVE', 'REFUND', 'CHARGE']);
    await expectBalance(all.generation.accountId, '9.948');
  });

  it('is not charged when its customer had canceled it', async () => {
    const all = await submitted();
    await all.room.generations.cancel(all.generation.accountId, all.generation.id);
    clock = new Date(clock.getTime() + HOUR);
    expect((await ended(all.room, all.generation)).status).toBe('CANCELED');
    answer = succeeded;
    expect(await all.room.handleWebhook(all.address, scriptedWebhook())).toEqual({ status: 'handled' });
    expect(await find(all)).toMatchObject({ status: 'CANCELED', outputs: [] });
    await expectBalance(all.generation.accountId, '10');
  });
});
