// Binding prices on a real database, across changes of the price book.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, shardOf } from '../../../src/database/index.ts';
import type { GenerationRoom, Quote } from '../../../src/generation/index.ts';
import { storeQuote } from '../../../src/generation/plan/store-quote.ts';
import { atFlatPrice, changingCatalog, without } from '../../support/changing-catalog.ts';
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

let world: GenerationWorld;

beforeAll(async () => {
  world = await createGenerationWorld();
});

afterAll(async () => {
  await world.close();
});

const twoImages = (_: unknown, upstreamId: string) =>
  ({ state: 'succeeded', upstreamId, outputs: [image(1024, 1024), image(1024, 1024)] }) as const;

/** A room with prices and a clock of its own. */
function openShop() {
  const catalog = changingCatalog();
  const clock = { now: new Date('2026-11-21T12:00:00Z') };
  const room = world.openRoom(scriptedProvider({ submit: twoImages }), { catalog, now: () => clock.now });
  const later = (minutes: number): void => {
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
  };
  return { catalog, clock, room, later };
}

async function quoteFor(room: GenerationRoom, accountId: string, more: object = {}): Promise<Quote> {
  const asked = { accountId, model: MODEL, prompt: 'a seal', parameters: {}, count: 2, ...more };
  const outcome = await room.generations.quote(asked);
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  return outcome.quote;
}

const refusalOf = async (room: GenerationRoom, accountId: string, more: object): Promise<unknown> => {
  const outcome = await room.generations.request(requestOf(accountId, { count: 2, ...more }));
  return outcome.status === 'refused' ? outcome.refusal : outcome.status;
};

describe('a quote', () => {
  it('holds every dimension of its request and expires after 15 minutes', async () => {
    const { room, catalog } = openShop();
    const quote = await quoteFor(room, await world.newAccount());
    expect(quote).toMatchObject({
      model: MODEL,
      prompt: 'a seal',
      parameters: expect.objectContaining({ width: 1024, height: 1024 }),
      count: 2,
      priceVersion: catalog.storefront.priceVersion,
      costEstimate: credits('0.104'),
      maxCost: credits('0.104'),
      expiresAt: new Date('2026-11-21T12:15:00Z'),
    });
    const found = await room.generations.findQuote(quote.accountId, quote.id);
    expect(found?.quote).toEqual(quote);
  });

  it('binds price, version and charge when another price book is in force since', async () => {
    const { room, catalog } = openShop();
    const accountId = await world.newAccount('10');
    const quote = await quoteFor(room, accountId);
    const newVersion = catalog.publish(atFlatPrice(MODEL, 900_000n));
    const [quoted, unquoted] = [
      await accepted(room, requestOf(accountId, { count: 2, quoteId: quote.id })),
      await accepted(room, requestOf(accountId, { count: 2 })),
    ];
    expect(quoted).toMatchObject({ priceVersion: quote.priceVersion, maxCost: credits('0.104'), quoteId: quote.id });
    expect(unquoted).toMatchObject({ priceVersion: newVersion, maxCost: credits('1.8'), quoteId: undefined });
    await room.start({ scanMilliseconds: 20 });
    expect(await ended(room, quoted)).toMatchObject({ cost: credits('0.104'), effectiveCost: credits('0.104') });
    expect(await ended(room, unquoted)).toMatchObject({ cost: credits('1.8') });
    await room.stop();
    expect(await world.ledger.balance(accountId)).toMatchObject({ available: credits('8.096'), reserved: 0n });
  });

  it('keeps its promise for a model that is no longer sold, and for a lower price since', async () => {
    const { room, catalog } = openShop();
    const accountId = await world.newAccount('10');
    const quote = await quoteFor(room, accountId);
    catalog.publish(without(MODEL));
    expect(await refusalOf(room, accountId, {})).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((await accepted(room, requestOf(accountId, { count: 2, quoteId: quote.id }))).maxCost).toBe(quote.maxCost);
    catalog.publish(atFlatPrice(MODEL, 1n));
    expect((await accepted(room, requestOf(accountId, { count: 2, quoteId: quote.id }))).maxCost).toBe(quote.maxCost);
  });

  it('binds by the numbers that were promised, even if the same book were computed otherwise since', async () => {
    const { room } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId } = await quoteFor(room, accountId);
    await world.database.rows('update quote set cost_estimate = 90000, max_cost = 100000 where id = $1', [quoteId]);
    const generation = await accepted(room, requestOf(accountId, { count: 2, quoteId }));
    expect(generation).toMatchObject({ costEstimate: credits('0.09'), maxCost: credits('0.1') });
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: credits('0.1') });
  });

  it('may be used until it expires, more than once', async () => {
    const { room, later } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId, expiresAt } = await quoteFor(room, accountId);
    await accepted(room, requestOf(accountId, { count: 2, quoteId }));
    later(14);
    await accepted(room, requestOf(accountId, { count: 2, quoteId }));
    later(1);
    expect(await refusalOf(room, accountId, { quoteId })).toEqual({ code: 'QUOTE_EXPIRED', expiresAt });
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: credits('0.208') });
  });

  it.each([
    ['model', { model: 'bfl/flux-dev', parameters: {} }, ['model']],
    ['parameters', { parameters: { width: 512 } }, ['parameters', 'width']],
    ['count', { count: 3 }, ['count']],
    ['prompt', { prompt: 'a walrus' }, ['prompt']],
  ])('of another %s binds nothing, and nothing is reserved', async (_, more, path) => {
    const { room } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId } = await quoteFor(room, accountId);
    expect(await refusalOf(room, accountId, { quoteId, ...more })).toEqual({ code: 'QUOTE_MISMATCH', path });
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: 0n, sequence: 1n });
  });

  it("of another account, or of nobody's making, binds nothing", async () => {
    const { room } = openShop();
    const accountId = await world.newAccount('10');
    const theirs = await quoteFor(room, await world.newAccount());
    for (const quoteId of [theirs.id, newId()]) {
      expect(await refusalOf(room, accountId, { quoteId })).toEqual({ code: 'QUOTE_MISMATCH', path: ['quoteId'] });
    }
    expect(await room.generations.findQuote(accountId, theirs.id)).toBeUndefined();
  });

  it('whose price book this database does not know binds nothing', async () => {
    const { room, catalog } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId, priceVersion } = await quoteFor(room, accountId);
    catalog.forget(priceVersion);
    expect(await refusalOf(room, accountId, { quoteId })).toEqual({ code: 'QUOTE_MISMATCH', path: ['quoteId'] });
  });

  it('is held to maxCost all the same', async () => {
    const { room } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId } = await quoteFor(room, accountId);
    const tooLittle = { quoteId, maxCost: credits('0.103999') };
    expect(await refusalOf(room, accountId, tooLittle)).toMatchObject({ code: 'MAX_COST_EXCEEDED' });
    await accepted(room, requestOf(accountId, { count: 2, quoteId, maxCost: credits('0.104') }));
  });

  it('answers a dry run with its own price, and reserves nothing', async () => {
    const { room, catalog, later } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId, priceVersion } = await quoteFor(room, accountId);
    catalog.publish(atFlatPrice(MODEL, 900_000n));
    const request = requestOf(accountId, { count: 2, quoteId });
    expect(await room.generations.dryRun(request)).toMatchObject({
      status: 'planned',
      plan: { priceVersion, quoteId, estimate: { total: credits('0.104'), maxCost: credits('0.104') } },
    });
    expect(await room.generations.dryRun({ ...request, count: 1 })).toMatchObject({ refusal: { path: ['count'] } });
    expect(await room.generations.dryRun({ ...request, maxCost: credits('0.1') })).toMatchObject({
      refusal: { code: 'MAX_COST_EXCEEDED' },
    });
    later(15);
    expect(await room.generations.dryRun(request)).toMatchObject({ refusal: { code: 'QUOTE_EXPIRED' } });
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: 0n, sequence: 1n });
  });

  it('is refused for what is refused itself', async () => {
    const { room } = openShop();
    const asked = { accountId: await world.newAccount(), model: MODEL, prompt: 'x', parameters: {}, count: 1 };
    const quote = (more: object) => room.generations.quote({ ...asked, ...more });
    expect(await quote({ model: 'no/such' })).toMatchObject({ refusal: { code: 'MODEL_NOT_FOUND' } });
    expect(await quote({ count: 101 })).toMatchObject({ refusal: { code: 'INVALID_PARAMETER', path: ['count'] } });
    expect(await quote({ parameters: { width: 1 } })).toMatchObject({ refusal: { code: 'INVALID_PARAMETER' } });
    const rows = await world.database.rows('select id from quote where account_id = $1', [asked.accountId]);
    expect(rows).toEqual([]);
  });
});

describe('an accepted request that comes again', () => {
  it('is answered with its generation though its quote has expired', async () => {
    const { room, later } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId } = await quoteFor(room, accountId);
    const request = requestOf(accountId, { count: 2, quoteId });
    const first = await accepted(room, request);
    later(60);
    const again = await room.generations.request(request);
    expect(again).toMatchObject({ status: 'accepted', replayed: true, generation: { id: first.id } });
    expect(again.plan?.estimate.total).toBe(credits('0.104'));
    expect(await world.ledger.balance(accountId)).toMatchObject({ reserved: credits('0.104') });
  });

  it('is answered though the quote is deleted, the price above maxCost, or the model gone', async () => {
    const { room, catalog } = openShop();
    const accountId = await world.newAccount('10');
    const { id: quoteId } = await quoteFor(room, accountId);
    const quoted = requestOf(accountId, { count: 2, quoteId });
    const bounded = requestOf(accountId, { maxCost: credits('0.06') });
    const firsts = [await accepted(room, quoted), await accepted(room, bounded)];
    await world.database.rows('delete from quote where account_id = $1', [accountId]);
    catalog.publish(atFlatPrice(MODEL, 900_000n));
    expect((await accepted(room, quoted)).id).toBe(firsts[0]?.id);
    expect((await accepted(room, bounded)).id).toBe(firsts[1]?.id);
    catalog.publish(without(MODEL));
    expect((await accepted(room, bounded)).id).toBe(firsts[1]?.id);
  });

  it('shows the estimate of the first time when prices have changed', async () => {
    const { room, catalog } = openShop();
    const accountId = await world.newAccount('10');
    const request = requestOf(accountId);
    await accepted(room, request);
    catalog.publish(atFlatPrice(MODEL, 60_000n));
    const again = await room.generations.request(request);
    expect(again).toMatchObject({ status: 'accepted', replayed: true });
    expect(again.plan?.estimate.total).toBe(credits('0.052'));
  });

  it('with another quote under the same key is another request', async () => {
    const { room, later } = openShop();
    const accountId = await world.newAccount('10');
    const [one, other] = [await quoteFor(room, accountId), await quoteFor(room, accountId)];
    const request = requestOf(accountId, { count: 2, quoteId: one.id });
    await accepted(room, request);
    for (const quoteId of [other.id, undefined]) {
      expect(await room.generations.request({ ...request, quoteId })).toMatchObject({
        status: 'refused',
        refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
      });
    }
    later(60);
    expect(await room.generations.request({ ...request, quoteId: other.id })).toMatchObject({
      refusal: { code: 'QUOTE_EXPIRED' },
    });
  });
});

describe('old quotes', () => {
  it('are cleared away a day after they expired, in small portions, by new ones of their account', async () => {
    const { room } = openShop();
    const [accountId, other] = [await world.newAccount(), await world.newAccount()];
    const recent = await quoteFor(room, accountId);
    const old = { createdAt: new Date('2026-11-18T12:00:00Z'), expiresAt: new Date('2026-11-20T11:59:59Z') };
    const oldId = (index: number): string => `01900000-0000-7000-8000-0000000000${index + 10}`;
    for (let index = 0; index < 25; index += 1) {
      await storeQuote(shardOf(world.database, accountId), { ...recent, ...old, id: oldId(index) });
    }
    await storeQuote(shardOf(world.database, other), { ...recent, ...old, accountId: other, id: oldId(0) });
    const left = async (owner: string): Promise<number> =>
      (await world.database.rows('select id from quote where account_id = $1', [owner])).length;
    expect(await left(accountId)).toBe(26);
    await quoteFor(room, accountId);
    expect(await left(accountId)).toBe(17);
    for (let round = 0; round < 2; round += 1) await quoteFor(room, accountId);
    expect(await left(accountId)).toBe(4);
    expect(await left(other)).toBe(1);
    expect(await room.generations.findQuote(accountId, recent.id)).toBeDefined();
  });
});
