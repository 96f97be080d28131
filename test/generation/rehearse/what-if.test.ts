// What an account's own generations would have cost otherwise.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GenerationRoom } from '../../../src/generation/index.ts';
import { atFlatPrice } from '../../support/changing-catalog.ts';
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

const OTHER = 'fal-ai/flux-1/dev';

let world: GenerationWorld;
let room: GenerationRoom;
let accountId: string;

beforeAll(async () => {
  world = await createGenerationWorld();
  // Generations are found by their ids, which are of the real time.
  world.clock.now = new Date();
  accountId = await world.newAccount('10');
  const submit = (_: unknown, upstreamId: string) =>
    ({ state: 'succeeded', upstreamId, outputs: [image(1000, 1000)] }) as const;
  room = world.openRoom(scriptedProvider({ submit }));
  const asked = [
    await accepted(room, requestOf(accountId)),
    await accepted(room, requestOf(accountId)),
    await accepted(room, requestOf(accountId, { model: OTHER })),
  ];
  await room.start({ scanMilliseconds: 20 });
  for (const generation of asked) await ended(room, generation);
});

afterAll(() => world.close());

const none = { model: undefined, instead: undefined, priceVersion: undefined };
const ask = (more: object = {}) =>
  room.generations.whatIf({ accountId, since: new Date(Date.now() - 86_400_000), ...none, ...more });

describe('what if', () => {
  it('nothing were different: it has cost what it has cost', async () => {
    const paid = credits('0.129');
    expect(await ask()).toMatchObject({
      status: 'priced',
      report: { total: { generations: 3, paid, wouldHavePaid: paid, difference: 0n }, unpriced: [], isWhole: true },
    });
  });

  it('another model had been asked: the same outputs at its price', async () => {
    expect(await ask({ model: MODEL, instead: OTHER })).toMatchObject({
      report: {
        total: { generations: 2, paid: credits('0.104'), wouldHavePaid: credits('0.05'), percentage: '-51.92' },
      },
    });
  });

  it('another price book had been in force', async () => {
    const before = world.catalog.storefront.priceVersion;
    const priceVersion = world.catalog.publish(atFlatPrice(MODEL, 100_000n));
    expect(await ask({ model: MODEL, priceVersion })).toMatchObject({
      report: { total: { wouldHavePaid: credits('0.2') } },
    });
    expect(await ask({ model: MODEL, priceVersion: before })).toMatchObject({ report: { total: { difference: 0n } } });
  });

  it('it were a model or a book that there is not: it is said so', async () => {
    expect(await ask({ instead: 'no/model' })).toEqual({ status: 'refused', code: 'MODEL_NOT_FOUND' });
    expect(await ask({ priceVersion: 'none' })).toEqual({ status: 'refused', code: 'PRICE_BOOK_NOT_FOUND' });
  });

  it('counts no other account', async () => {
    expect(await ask({ accountId: await world.newAccount() })).toMatchObject({ report: { total: { generations: 0 } } });
  });
});
