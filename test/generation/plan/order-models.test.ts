import { describe, expect, it } from '@jest/globals';
import { createCatalog } from '../../../src/catalog/index.ts';
import { comparePrices, orderModelsByPrice } from '../../../src/generation/plan/order-models.ts';
import { microCredits } from '../../../src/money/index.ts';
import { atFlatPrice, changingCatalog } from '../../support/changing-catalog.ts';

const { storefront } = changingCatalog();
const NAMES = ['bfl/flux-1.1-pro', 'fal-ai/flux-1/dev', 'fal-ai/flux-1/schnell', 'elevenlabs/music', 'runway/act_two'];
const base = storefront.models.filter(({ identifier }) => NAMES.includes(identifier));

function order(changes: Readonly<Record<string, bigint>>, more: object = {}) {
  const models = base.map((model) => {
    const price = changes[model.identifier];
    return price === undefined ? model : atFlatPrice(model.identifier, price)(model);
  });
  const book = createCatalog({ ...storefront, models }).current();
  const request = { prompt: 'a seal', parameters: { width: 1024, height: 1024 }, count: 1 };
  return orderModelsByPrice(book, { filter: {}, request, direction: 'ASC', ...more });
}

const named = (places: Awaited<ReturnType<typeof order>>): string[] => places.map(({ model }) => model.identifier);
const PRICES = { 'bfl/flux-1.1-pro': 20n, 'fal-ai/flux-1/dev': 30n, 'fal-ai/flux-1/schnell': 10n };
const MISFITS = ['elevenlabs/music', 'runway/act_two'];

describe('models in the order of their prices', () => {
  it('begin with the cheapest, or with the dearest, and end with those that the request does not fit', async () => {
    const ascending = ['fal-ai/flux-1/schnell', 'bfl/flux-1.1-pro', 'fal-ai/flux-1/dev'];
    expect(named(await order(PRICES))).toEqual([...ascending, ...MISFITS]);
    expect(named(await order(PRICES, { direction: 'DESC' }))).toEqual([...ascending.toReversed(), ...MISFITS]);
  });

  it('of one price go by identifier in both directions', async () => {
    const same = { 'bfl/flux-1.1-pro': 5n, 'fal-ai/flux-1/dev': 5n, 'fal-ai/flux-1/schnell': 5n };
    for (const direction of ['ASC', 'DESC']) {
      expect(named(await order(same, { direction })).slice(0, 3)).toEqual(Object.keys(same).toSorted());
    }
  });

  it('are priced for what is asked, and not priced at all where they are not for sale', async () => {
    const request = { prompt: 'a seal', parameters: { width: 1024, height: 1024 }, count: 7 };
    const [cheapest] = await order(PRICES, { request });
    expect(cheapest).toMatchObject({ model: { identifier: 'fal-ai/flux-1/schnell' }, price: 70n });
    expect((await order(PRICES)).map(({ price }) => price)).toEqual([10n, 20n, 30n, undefined, undefined]);
    const impossible = { ...request, parameters: { colour: 'red' } };
    expect((await order(PRICES, { request: impossible })).every(({ price }) => price === undefined)).toBe(true);
  });

  it('are those that match only', async () => {
    expect(named(await order(PRICES, { filter: { kinds: ['MUSIC'] } }))).toEqual(['elevenlabs/music']);
  });

  it('are priced in steps: whoever else asks is answered in between', async () => {
    const models = Array.from(
      { length: 1_000 },
      (_, index) => ({ ...base[0], identifier: `many/${index}` }) as (typeof base)[number],
    );
    const book = createCatalog({ ...storefront, models }).current();
    const request = { prompt: 'a seal', parameters: {}, count: 1 };
    const turns: number[] = [];
    const ordered = orderModelsByPrice(book, { filter: {}, request, direction: 'ASC' });
    setImmediate(() => turns.push(1));
    expect(await ordered).toHaveLength(1_000);
    expect(turns).toEqual([1]);
  });
});

describe('the order of two prices', () => {
  const some = microCredits(1n);
  const more = microCredits(2n);

  it('puts what has none last in both directions', () => {
    for (const sign of [1, -1] as const) {
      expect(comparePrices(undefined, some, sign)).toBe(1);
      expect(comparePrices(some, undefined, sign)).toBe(-1);
      expect(comparePrices(undefined, undefined, sign)).toBe(0);
      expect(comparePrices(some, some, sign)).toBe(0);
    }
    expect([comparePrices(some, more, 1), comparePrices(some, more, -1)]).toEqual([-1, 1]);
  });
});
