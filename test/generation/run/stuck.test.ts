// Nothing stays running, and nothing reserved, for ever: whatever keeps a generation from its verdict, it ends by its deadline,
// by its customer's cancel, or by an operator's hand.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Generation, type GenerationRoom, isFinal, type ProviderVerdict } from '../../../src/generation/index.ts';
import { changingCatalog } from '../../support/changing-catalog.ts';
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

const HOUR = 3_600_000;

let world: GenerationWorld;
let ahead: number;

beforeEach(async () => {
  world = await createGenerationWorld();
  ahead = 0;
});

afterEach(() => world.close());

const now = (): Date => new Date(Date.now() + ahead);
const pending = (upstreamId: string): ProviderVerdict => ({ state: 'pending', upstreamId });
const slow = (name: string): ScriptedProvider =>
  scriptedProvider({ name, submit: (_, id) => pending(id), fetch: (id) => pending(id) });
const other = (): ScriptedProvider => scriptedProvider({ name: 'other', submit: (_, id) => pending(id) });

/** Submitted to a provider that is switched off before it says anything: the gateway's next start does not run it. */
async function leftBehind(): Promise<{ room: GenerationRoom; generation: Generation; logged: string[] }> {
  const provider = slow('sandbox');
  const first = world.openRoom(provider);
  const generation = await accepted(first, requestOf(await world.newAccount('10')));
  await first.start({ scanMilliseconds: 20 });
  await waitUntil('it is asked about', () => provider.fetched.length > 0);
  await first.stop();
  const logged: string[] = [];
  return { room: world.openRoom(other(), { now, logged }), generation, logged };
}

/** Lets recovery look again at once, as often as it takes. */
async function lookUntilEnded(room: GenerationRoom, generation: Generation): Promise<Generation> {
  await room.start({ scanMilliseconds: 20 });
  await waitUntil('it has ended', async () => {
    ahead += 1_000;
    await world.database.rows("update generation set due_at = $2 where id = $1 and status = 'RUNNING'", [
      generation.id,
      now(),
    ]);
    const found = await room.generations.find(generation.accountId, generation.id);
    return found !== undefined && isFinal(found);
  });
  return ended(room, generation);
}

async function expectGivenBack({ accountId }: Generation): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits('10'), reserved: 0n });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
  const [wallet] = await world.database.rows<{ open: number }>(
    'select open_reservations as open from wallet where account_id = $1',
    [accountId],
  );
  expect(wallet?.open).toBe(0);
}

const attemptsOf = async (room: GenerationRoom, { accountId, id }: Generation) =>
  (await room.generations.attempts(accountId, [id])).map(({ status, error }) => [status, error?.code]);

describe('a generation whose provider is switched off', () => {
  it('fails at its deadline, and is refunded', async () => {
    const { room, generation, logged } = await leftBehind();
    ahead = HOUR;
    expect(await lookUntilEnded(room, generation)).toMatchObject({
      status: 'FAILED',
      cost: 0n,
      error: { code: 'PROVIDER_TIMEOUT' },
    });
    expect(logged).toContain('provider_cost_wasted');
    expect(await attemptsOf(room, generation)).toEqual([['FAILED', 'PROVIDER_TIMEOUT']]);
    await expectGivenBack(generation);
  });

  it('is left to other gateways before its deadline', async () => {
    const { room, generation } = await leftBehind();
    await room.start({ scanMilliseconds: 20 });
    await world.database.rows('update generation set due_at = $2 where id = $1', [generation.id, now()]);
    await waitUntil('it was looked at', async () => {
      const [row] = await world.database.rows<{ due: Date }>('select due_at as due from generation where id = $1', [
        generation.id,
      ]);
      return row !== undefined && row.due.getTime() - now().getTime() < 11_000 && row.due > now();
    });
    const found = await room.generations.find(generation.accountId, generation.id);
    expect(found).toMatchObject({ status: 'RUNNING', cost: undefined });
  });

  it('is canceled when its customer cancels, long before its deadline', async () => {
    const { room, generation } = await leftBehind();
    const outcome = await room.generations.cancel(generation.accountId, generation.id);
    expect(outcome).toMatchObject({ status: 'accepted', cancelSent: false, generation: { status: 'RUNNING' } });
    expect(await lookUntilEnded(room, generation)).toMatchObject({ status: 'CANCELED', cost: 0n });
    expect(ahead).toBeLessThan(HOUR / 60);
    await expectGivenBack(generation);
  });
});

describe('an operator', () => {
  const settle = (room: GenerationRoom, { accountId, id: generationId }: Generation, cost: string) =>
    room.generations.settleHeld({ accountId, generationId, cost: credits(cost), reason: 'the provider is gone' });

  it('ends what runs, for nothing; a repetition gets the same answer', async () => {
    const { room, generation, logged } = await leftBehind();
    expect(await settle(room, generation, '0.01')).toMatchObject({ refusal: { code: 'NOT_DELIVERED' } });
    expect(await settle(room, generation, '0')).toMatchObject({
      status: 'settled',
      replayed: false,
      generation: { status: 'FAILED', cost: 0n, error: { code: 'ENDED_BY_OPERATOR', message: 'the provider is gone' } },
      transaction: { type: 'REFUND' },
    });
    expect(await settle(room, generation, '0')).toMatchObject({ status: 'settled', replayed: true });
    expect(await settle(room, generation, '0.01')).toMatchObject({ refusal: { code: 'NOT_HELD' } });
    expect(await attemptsOf(room, generation)).toEqual([['FAILED', 'ENDED_BY_OPERATOR']]);
    expect(logged).toContain('provider_cost_wasted');
    await expectGivenBack(generation);
  });

  it('ends what is queued, which no worker starts any more', async () => {
    const provider = slow('sandbox');
    const room = world.openRoom(provider);
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    expect(await settle(room, generation, '0')).toMatchObject({ status: 'settled', generation: { status: 'FAILED' } });
    await room.start({ scanMilliseconds: 20 });
    const next = await accepted(room, requestOf(generation.accountId));
    await waitUntil('the next one is started', () => provider.submitted.length > 0);
    expect(provider.submitted).toHaveLength(1);
    expect(await settle(room, next, '0')).toMatchObject({ status: 'settled' });
    expect(new Set(provider.canceled).size).toBe(1);
    await expectGivenBack(generation);
  });

  it('cannot end what was delivered', async () => {
    const room = world.openRoom(
      scriptedProvider({
        submit: (_, upstreamId) => ({ state: 'succeeded', upstreamId, outputs: [image(1024, 1024)] }),
      }),
    );
    const generation = await accepted(room, requestOf(await world.newAccount('10')));
    await room.start({ scanMilliseconds: 20 });
    expect(await ended(room, generation)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await settle(room, generation, '0')).toMatchObject({ refusal: { code: 'NOT_HELD' } });
  });
});

describe('what fails in the gateway every time it is looked at', () => {
  it('is given up long after its deadline, and refunded', async () => {
    const { generation } = await leftBehind();
    const broken = changingCatalog();
    const failing = Object.create(broken, {
      priceBook: { value: () => Promise.reject(new Error('out of order')) },
    }) as typeof broken;
    const logged: string[] = [];
    const room = world.openRoom(other(), { now, logged, catalog: failing });
    await room.start({ scanMilliseconds: 20 });
    await world.database.rows('update generation set due_at = $2 where id = $1', [generation.id, now()]);
    await waitUntil('it is looked at', () => logged.includes('generation_interrupted'));
    expect(logged).not.toContain('generation_given_up');
    ahead = HOUR;
    expect(await lookUntilEnded(room, generation)).toMatchObject({
      status: 'FAILED',
      cost: 0n,
      error: { code: 'GATEWAY_ERROR' },
    });
    await waitUntil('it is logged', () => logged.includes('generation_given_up'));
    await expectGivenBack(generation);
  });
});
