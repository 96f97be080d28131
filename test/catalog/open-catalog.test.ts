// The catalogue of a gateway, on a real database: what it sells by is what the table says, at every moment.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBarrier } from '../support/change-statements.ts';
import { hookStatements } from '../support/statements.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  at,
  type BookWorld,
  createBookWorld,
  documentOf,
  NAME,
  priceIn,
  versionOf,
  withoutPublishingLock,
} from './book-world.ts';

let world: BookWorld;

beforeEach(async () => {
  world = await createBookWorld();
});

afterEach(() => world.close());

const books = (): Promise<object[]> =>
  world.database.rows('select number, version, effective_at, published_by from price_book order by number');

describe('the first start with a storefront', () => {
  it('publishes its file as number 1, effective from then', async () => {
    const catalog = await world.open();
    expect(await books()).toEqual([
      { number: 1, version: versionOf(documentOf()), effective_at: at(0), published_by: null },
    ]);
    expect(priceIn(catalog)).toBe('0.05');
    expect(catalog.storefront.priceVersion).toBe(versionOf(documentOf()));
    expect(world.log).toEqual([]);
  });

  it('publishes one book when many gateways start at once', async () => {
    const catalogs = await Promise.all(Array.from({ length: 6 }, () => world.open()));
    expect(await books()).toHaveLength(1);
    expect(catalogs.map(priceIn)).toEqual(Array.from({ length: 6 }, () => '0.05'));
  });

  it('needs the lock for that: without it two gateways that start at once publish twice, or fail', async () => {
    // Both look before they begin, and again within their transactions.
    const [before, within] = [createBarrier(2), createBarrier(2)];
    let looks = 0;
    const unhook = hookStatements(world.database, {
      text: withoutPublishingLock,
      after: (text) => {
        if (!text.includes('"number" >')) return undefined;
        looks += 1;
        return looks <= 2 ? before() : within();
      },
    });
    const starts = await Promise.allSettled([0, 1].map(() => world.open()));
    unhook();
    const failures = starts.filter(({ status }) => status === 'rejected').length;
    expect((await books()).length + failures).toBe(2);
  });

  it('finds a book even when its clock is behind that of the gateway that published it', async () => {
    await world.open();
    world.clock.now = at(-5);
    expect(priceIn(await world.open())).toBe('0.05');
  });

  it('keeps the text as it was, so that everything in the file can be read again', async () => {
    const document = documentOf({ notes: ['Grüße, 価格 🎨 "quoted" \\ and \u0000'] });
    await world.open(document);
    const rows = await world.database.rows<{ document: string }>('select document from price_book');
    expect(rows).toEqual([{ document }]);
  });

  it('begins anew for another storefront, and leaves the books of the first one alone', async () => {
    await world.open();
    const other = documentOf({ name: 'other', price: '7' });
    expect(priceIn(await world.open(other))).toBe('7');
    expect(priceIn(await world.open())).toBe('0.05');
    expect(await books()).toHaveLength(2);
  });
});

describe('a later start', () => {
  it('goes by the database, and says once that the file is another one and how to publish it', async () => {
    await world.open();
    const edited = documentOf({ price: '0.06' });
    expect(priceIn(await world.open(edited))).toBe('0.05');
    expect(world.log).toMatchObject([{ level: 'warn' }]);
    const [line] = world.log;
    expect(line?.message).toContain(versionOf(edited));
    expect(line?.message).toContain(versionOf(documentOf()));
    expect(line?.message).toContain('npm run pricebook -- publish shelf/bookshop.json');
    expect(await books()).toHaveLength(1);
  });

  it('says nothing of a file that was only laid out anew, or that is the newest book', async () => {
    await world.open();
    await world.open(JSON.stringify(JSON.parse(documentOf())));
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    await world.open(documentOf({ price: '0.06' }));
    expect(world.log).toEqual([]);
  });
});

describe('a scheduled book', () => {
  it('comes into force at its very moment, without any reading', async () => {
    const catalog = await world.open();
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    await catalog.refresh();
    world.clock.now = at(60, -1);
    expect(priceIn(catalog)).toBe('0.05');
    world.clock.now = at(60);
    expect(priceIn(catalog)).toBe('0.06');
    expect(catalog.current().storefront.priceVersion).toBe(versionOf(documentOf({ price: '0.06' })));
  });

  it('does so in a gateway that was started in between', async () => {
    await world.open();
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    await world.publish(documentOf({ price: '0.07' }), { effectiveAt: at(30) });
    const catalog = await world.open();
    const prices = [0, 30, 60].map((minutes) => {
      world.clock.now = at(minutes);
      return priceIn(catalog);
    });
    expect(prices).toEqual(['0.05', '0.07', '0.06']);
  });

  it('is one whole: a caller that took the book in force keeps it past the moment', async () => {
    const catalog = await world.open();
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    await catalog.refresh();
    const taken = catalog.current();
    world.clock.now = at(60);
    expect([priceIn(taken), priceIn(catalog)]).toEqual(['0.05', '0.06']);
  });
});

describe('a book that this version of the code cannot read', () => {
  const broken = ['{', '{"name":"bookshop"}', documentOf({ name: 'other' }), documentOf({ price: '-1' })];

  it.each(broken)('is logged and passed over, and the last good one stays in force: %#', async (document) => {
    const catalog = await world.open();
    await world.publish(documentOf({ price: '0.06' }));
    await world.insertRaw(3, document, at(0));
    await catalog.refresh();
    await catalog.refresh();
    expect(priceIn(catalog)).toBe('0.06');
    expect(world.log).toMatchObject([{ level: 'error', details: { number: 3, storefront: NAME } }]);
    expect(priceIn(await world.open())).toBe('0.06');
    await world.publish(documentOf({ price: '0.07' }));
    await catalog.refresh();
    expect(priceIn(catalog)).toBe('0.07');
  });

  it('does not keep one that is scheduled after it from coming into force', async () => {
    const catalog = await world.open();
    await world.insertRaw(2, '{', at(10));
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(20) });
    await catalog.refresh();
    world.clock.now = at(10);
    expect(priceIn(catalog)).toBe('0.05');
    world.clock.now = at(20);
    expect(priceIn(catalog)).toBe('0.06');
  });

  it('ends a start when there is no other, with words', async () => {
    await world.insertRaw(1, '{', at(0));
    await expect(world.open()).rejects.toThrow(/price books of bookshop.*not one can be read/);
  });
});

describe('a moment that is past', () => {
  it('is asked for the book that was in force then, also by a gateway that was started since', async () => {
    await world.open();
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(30) });
    await world.publish(documentOf({ price: '0.07' }), { effectiveAt: at(60) });
    world.clock.now = at(90);
    const catalog = await world.open();
    const prices = await Promise.all(
      [at(29), at(30), at(59), at(60), at(90)].map((moment) => catalog.inForceAt(moment)),
    );
    expect(prices.map(priceIn)).toEqual(['0.05', '0.06', '0.06', '0.07', '0.07']);
    expect((await catalog.changesUntil(at(59))).slice(-1)).toEqual([at(30)]);
    expect((await catalog.changesUntil(at(60))).slice(-2)).toEqual([at(30), at(60)]);
  });
});

describe('an old version', () => {
  it('can be asked for while others are in force, and an unknown one is nobody', async () => {
    const catalog = await world.open();
    const old = versionOf(documentOf());
    for (const price of ['0.06', '0.07']) await world.publish(documentOf({ price }));
    await catalog.refresh();
    const fresh = await world.open();
    for (const one of [catalog, fresh]) {
      expect(priceIn(one)).toBe('0.07');
      const book = await one.priceBook(old);
      expect(book?.storefront.priceVersion).toBe(old);
      expect(book === undefined ? undefined : priceIn(book)).toBe('0.05');
      expect(await one.priceBook('bookshop@2020-01-01.000000000000')).toBeUndefined();
    }
  });

  it('is nobody when this version of the gateway cannot read it: what it priced is held for review, not stuck', async () => {
    const catalog = await world.open();
    await world.insertRaw(9, '{', at(-60));
    expect(await catalog.priceBook('raw-9')).toBeUndefined();
  });

  it('can be asked for after STOREFRONT was switched', async () => {
    await world.open();
    const other = await world.open(documentOf({ name: 'other', price: '7' }));
    const book = await other.priceBook(versionOf(documentOf()));
    expect(book?.storefront.name).toBe(NAME);
  });

  it('is read once, however often and from how many sides it is asked for', async () => {
    await world.open();
    await world.publish(documentOf({ price: '0.06' }));
    let reads = 0;
    const catalog = await world.open();
    const unhook = hookStatements(world.database, {
      before: (text) => {
        if (text.startsWith('select "document"')) reads += 1;
        return undefined;
      },
    });
    const old = versionOf(documentOf());
    const found = await Promise.all(Array.from({ length: 20 }, () => catalog.priceBook(old)));
    await catalog.priceBook(old);
    unhook();
    expect(reads).toBe(1);
    expect(new Set(found).size).toBe(1);
  });
});

describe('a book published by another process', () => {
  it('is heard of', async () => {
    const catalog = await world.openListening();
    // The first one may be found because listening has only begun; the second is not, if nobody tells.
    for (const price of ['0.06', '0.07']) {
      await world.publish(documentOf({ price }));
      await waitUntil('the price changes', () => priceIn(catalog) === price);
    }
  });

  it('is found by the poll when nobody tells of it', async () => {
    await world.open();
    const catalog = await world.open(documentOf(), { pollMilliseconds: 20 });
    await world.publish(documentOf({ price: '0.06' }));
    await waitUntil('the price changes', () => priceIn(catalog) === '0.06');
  });

  it('is looked for again after a look that failed, and the failure is logged', async () => {
    let isDown = false;
    const flaky = {
      ...world.database,
      em: () => {
        if (isDown) throw new Error('down');
        return world.database.em();
      },
    };
    const catalog = await world.open(documentOf(), { database: flaky, pollMilliseconds: 20 });
    isDown = true;
    await world.publish(documentOf({ price: '0.06' }));
    await waitUntil('the look fails', () =>
      world.log.some(({ message }) => message === 'new price books could not be looked for'),
    );
    expect(priceIn(catalog)).toBe('0.05');
    isDown = false;
    await waitUntil('the price changes', () => priceIn(catalog) === '0.06');
  });
});
