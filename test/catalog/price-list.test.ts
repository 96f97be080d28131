import { describe, expect, it } from '@jest/globals';
import { FORMULA_LIST, PLATFORM_LIST, PRICE_LIST, type PricedRequest, UNPRICED } from './price-list.ts';
import { costOf, estimateOf, order, SHIPPED } from './shipped.ts';

const ALL: readonly PricedRequest[] = [...PRICE_LIST, ...FORMULA_LIST, ...PLATFORM_LIST];

describe('the published price lists', () => {
  it.each(ALL)('%s sells %s with %j and a prompt of %d characters for %s', (...row) => {
    const [storefront, identifier, parameters, length, cost] = row;
    expect(costOf(SHIPPED[storefront], identifier, { parameters, prompt: 'a'.repeat(length) })).toBe(cost);
  });

  it.each(UNPRICED)('%s shows %s, whose price nobody published, and does not sell it', (storefront, identifier) => {
    const catalog = SHIPPED[storefront];
    expect(catalog.model(identifier)).toMatchObject({ available: false, priceSummary: 'Price not known' });
    expect(order(catalog, identifier, { prompt: 'A seal' })).toMatchObject({
      ok: false,
      refusal: { code: 'PRICE_UNKNOWN' },
    });
  });

  it('name 145 models, of which all but one are for sale', () => {
    const priced = new Set([...PRICE_LIST, ...FORMULA_LIST].map(([storefront, model]) => `${storefront} ${model}`));
    expect([priced.size, UNPRICED.length]).toEqual([144, 1]);
    const notSold = Object.values(SHIPPED).flatMap((catalog) => catalog.models({ available: false }));
    expect(notSold.map(({ identifier }) => identifier).toSorted()).toEqual(
      UNPRICED.map(([, identifier]) => identifier).toSorted(),
    );
  });

  it('and Imagine with its styles as a parameter are all that the storefronts sell', () => {
    const listed = new Set([...ALL, ...UNPRICED].map(([storefront, model]) => `${storefront} ${model}`));
    const others = Object.entries(SHIPPED).flatMap(([name, catalog]) =>
      catalog.models().flatMap(({ identifier }) => (listed.has(`${name} ${identifier}`) ? [] : [identifier])),
    );
    expect(others).toEqual(['vyro/imagine', 'vyro/imagine']);
  });

  it('cost a hundred times as much for a hundred outputs', () => {
    for (const [storefront, identifier, parameters, length] of ALL) {
      const prompt = 'a'.repeat(length);
      const [one, hundred] = [1, 100].map((count) =>
        estimateOf(SHIPPED[storefront], identifier, { parameters, prompt, count }),
      );
      expect([identifier, hundred?.total]).toEqual([identifier, (one?.total ?? 0n) * 100n]);
    }
  });

  it('say for every model where and when its price was read', () => {
    for (const catalog of Object.values(SHIPPED)) {
      for (const { identifier, source } of catalog.models()) {
        expect([identifier, source.url.startsWith('https://')]).toEqual([identifier, true]);
        expect(source.asOf ?? '2026-11-21').toMatch(/^20\d\d-\d\d/);
      }
    }
  });
});
