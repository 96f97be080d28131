// Publishing, on a real database: what is refused, what is a new book, and that no book is ever lost.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PublicationOutcome, PublicationRefusal } from '../../src/catalog/index.ts';
import { publishPriceBook } from '../../src/catalog/publish/publish-price-book.ts';
import { createBarrier } from '../support/change-statements.ts';
import { withClient } from '../support/postgres.ts';
import { hookStatements } from '../support/statements.ts';
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
  await world.open();
});

afterEach(() => world.close());

const numbers = async (): Promise<number[]> => {
  const rows = await world.database.rows<{ number: number }>('select number from price_book order by number');
  return rows.map(({ number }) => number);
};

async function refusalOf(outcome: Promise<PublicationOutcome>): Promise<PublicationRefusal> {
  const settled = await outcome;
  if (settled.status !== 'refused') throw new Error(`expected a refusal, got ${settled.status}`);
  return settled.refusal;
}

describe('publishing', () => {
  it('gives the book the next number, says what it changes, and puts it in force at once', async () => {
    world.clock.now = at(5);
    const outcome = await world.publish(documentOf({ price: '0.06' }));
    expect(outcome).toMatchObject({
      status: 'published',
      book: {
        storefront: NAME,
        number: 2,
        version: versionOf(documentOf({ price: '0.06' })),
        effectiveAt: at(5),
        publishedAt: at(5),
        publishedBy: undefined,
        state: 'IN_FORCE',
      },
      differences: [{ kind: 'MODEL_CHANGED', identifier: 'vendor/image' }],
    });
  });

  it('remembers who published, and leaves one for later to its moment', async () => {
    const publishedBy = '01940000-0000-7000-8000-000000000002';
    const outcome = await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60), publishedBy });
    expect(outcome).toMatchObject({
      status: 'published',
      book: { effectiveAt: at(60), publishedAt: at(0), publishedBy, state: 'SCHEDULED' },
    });
  });

  it('answers the identical content that is in force as a replay, however it is laid out', async () => {
    const anew = JSON.stringify(JSON.parse(documentOf()));
    expect(await world.publish(anew)).toMatchObject({ status: 'replayed', book: { number: 1, state: 'IN_FORCE' } });
    expect(await numbers()).toEqual([1]);
  });

  it('answers a repeated publication for later as a replay of the first', async () => {
    const document = documentOf({ price: '0.06' });
    await world.publish(document, { effectiveAt: at(60) });
    const again = await world.publish(document, { effectiveAt: at(60) });
    expect(again).toMatchObject({ status: 'replayed', book: { number: 2, state: 'SCHEDULED' } });
    expect(await world.publish(document, { effectiveAt: at(90) })).toMatchObject({ status: 'replayed' });
    expect(await numbers()).toEqual([1, 2]);
  });

  it('puts a scheduled content in force at once when that is asked for', async () => {
    const document = documentOf({ price: '0.06' });
    await world.publish(document, { effectiveAt: at(60) });
    expect(await world.publish(document)).toMatchObject({
      status: 'published',
      book: { number: 3, state: 'IN_FORCE' },
    });
  });

  it('goes back to an older content with a new number and the older version', async () => {
    await world.publish(documentOf({ price: '0.06' }));
    const outcome = await world.publish(documentOf());
    expect(outcome).toMatchObject({ status: 'published', book: { number: 3, version: versionOf(documentOf()) } });
    expect(priceIn(await world.open())).toBe('0.05');
  });

  it('calls off a scheduled book by the one in force, published for the same moment', async () => {
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    expect(await world.publish(documentOf(), { effectiveAt: at(60) })).toMatchObject({ status: 'published' });
    const catalog = await world.open();
    world.clock.now = at(60);
    expect(priceIn(catalog)).toBe('0.05');
  });

  it('is in force at once even after a gateway whose clock is ahead', async () => {
    world.clock.now = at(2);
    await world.publish(documentOf({ price: '0.06' }));
    world.clock.now = at(1);
    const outcome = await world.publish(documentOf({ price: '0.07' }));
    expect(outcome).toMatchObject({ status: 'published', book: { number: 3, effectiveAt: at(2), publishedAt: at(2) } });
    const catalog = await world.open();
    world.clock.now = at(3);
    expect(priceIn(catalog)).toBe('0.07');
  });
});

describe('a document that is no storefront of this deployment', () => {
  it.each([
    ['no JSON', '{ "name": ', /^document: is not valid JSON/],
    ['a float for a price', documentOf().replace('"0.05"', '0.05'), /^document:\d+: models\[0\]\.rules\[0\]\.price/],
    ['a negative price', documentOf({ price: '-0.05' }), /^document:\d+: models\[0\]\.rules\[0\]\.price/],
    ['a model that is there twice', documentOf({ models: ['v/a', 'v/a'] }), /^document:\d+: models\[1\].*there twice/],
    ['half a surrogate pair', documentOf({ notes: ['x'] }).replace('"x"', '"\ud83c"'), /surrogate/],
  ])('is refused when it has %s, with the line and the place', async (_, document, message) => {
    const refusal = await refusalOf(world.publish(document));
    expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', path: ['document'] });
    expect(refusal.message).toMatch(message);
    expect(refusal.allowed.length).toBeGreaterThan(0);
    expect(await numbers()).toEqual([1]);
  });

  it('is refused under another name, which would never come into force', async () => {
    const refusal = await refusalOf(world.publish(documentOf({ name: 'other' })));
    expect(refusal).toMatchObject({ path: ['document'], allowed: [NAME] });
    expect(refusal.message).toContain('is "other", and the storefront in use is "bookshop"');
  });
});

describe('an effective date', () => {
  it('is refused when it has passed, by a millisecond', async () => {
    const refusal = await refusalOf(world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(0, -1) }));
    expect(refusal).toMatchObject({ path: ['effectiveAt'], allowed: [`from ${at(0).toISOString()}`] });
    expect(await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(0) })).toMatchObject({
      status: 'published',
    });
  });
});

describe('the canary', () => {
  it('takes force for a price more than ten times up or down, and no more than that', async () => {
    const refusal = await refusalOf(world.publish(documentOf({ price: '0.500001' })));
    expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', path: ['force'], allowed: ['true'] });
    expect(refusal.message).toMatch(/vendor\/image.*0\.05.*0\.500001/);
    expect(await refusalOf(world.publish(documentOf({ price: '0.004999' })))).toMatchObject({ path: ['force'] });
    expect(await world.publish(documentOf({ price: '0.5' }))).toMatchObject({ status: 'published' });
    expect(await world.publish(documentOf({ price: '50' }), { force: true })).toMatchObject({ status: 'published' });
  });

  it('compares with the book it would take over from, not with the one published last', async () => {
    await world.publish(documentOf({ price: '0.5' }), { effectiveAt: at(60) });
    expect(await world.publish(documentOf({ price: '5' }), { effectiveAt: at(90) })).toMatchObject({
      status: 'published',
    });
    expect(await refusalOf(world.publish(documentOf({ price: '5' })))).toMatchObject({ path: ['force'] });
  });

  it('compares with the last good book when the one in force cannot be read', async () => {
    await world.insertRaw(2, '{', at(0));
    expect(await refusalOf(world.publish(documentOf({ price: '5' })))).toMatchObject({ path: ['force'] });
    expect(await world.publish(documentOf({ price: '0.06' }))).toMatchObject({ status: 'published' });
  });
});

describe('a plan', () => {
  it('cannot go, not even by force: accounts may be on it', async () => {
    await world.publish(documentOf({ plans: ['basic', 'pro'] }));
    const refusal = await refusalOf(world.publish(documentOf({ plans: ['basic'] }), { force: true }));
    expect(refusal).toMatchObject({ path: ['document'], allowed: ['pro'] });
  });

  it('cannot come with a book that a scheduled one without it would take over from', async () => {
    await world.publish(documentOf({ price: '0.06' }), { effectiveAt: at(60) });
    const refusal = await refusalOf(world.publish(documentOf({ plans: ['basic', 'pro'] })));
    expect(refusal.message).toContain(`price book 2, scheduled for ${at(60).toISOString()}, has no plan "pro"`);
    const both = documentOf({ price: '0.06', plans: ['basic', 'pro'] });
    expect(await world.publish(both, { effectiveAt: at(60) })).toMatchObject({ status: 'published' });
    expect(await world.publish(documentOf({ plans: ['basic', 'pro'] }))).toMatchObject({ status: 'published' });
  });
});

describe('publications at the same time', () => {
  it('get numbers of their own, without a gap', async () => {
    const prices = Array.from({ length: 12 }, (_, index) => `0.0${51 + index}`);
    const outcomes = await Promise.all(prices.map((price) => world.publish(documentOf({ price }))));
    expect(outcomes.map(({ status }) => status)).toEqual(prices.map(() => 'published'));
    expect(await numbers()).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  it('of one content make one book', async () => {
    const document = documentOf({ price: '0.06' });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => world.publish(document)));
    expect(outcomes.filter(({ status }) => status === 'published')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'replayed')).toHaveLength(7);
    expect(await numbers()).toEqual([1, 2]);
  });

  it('need the lock: without it both decide by the same books, and neither sees that it repeats the other', async () => {
    const both = createBarrier(2);
    const unhook = hookStatements(world.database, {
      text: withoutPublishingLock,
      after: (text) => (text.startsWith('select "document"') ? both() : undefined),
    });
    const publishing = { database: world.database, name: NAME, now: () => world.clock.now };
    const document = documentOf({ price: '0.06' });
    const publications = [publishPriceBook(publishing, { document }), publishPriceBook(publishing, { document })];
    const outcomes = await Promise.allSettled(publications);
    unhook();
    const isReplayed = (outcome: (typeof outcomes)[number]): boolean =>
      outcome.status === 'fulfilled' && outcome.value.status === 'replayed';
    expect(outcomes.filter(isReplayed)).toEqual([]);
  });
});

describe('a published book', () => {
  const changes = ["update price_book set document = '{}'", 'delete from price_book', 'truncate price_book'];

  it.each(changes)('is immutable: the database refuses "%s"', async (statement) => {
    await expect(world.database.rows(statement)).rejects.toMatchObject({
      code: '23001',
      message: expect.stringMatching(/price books are immutable, publish another/),
    });
    expect(await numbers()).toEqual([1]);
  });

  it.each(changes)('needs its trigger for that: without it, "%s" goes through', async (statement) => {
    const undone = new Error('undone');
    const withoutTrigger = world.database.transaction(async (tx) => {
      await tx.rows('drop trigger price_book_immutable on price_book');
      await tx.rows(statement);
      throw undone;
    });
    await expect(withoutTrigger).rejects.toBe(undone);
  });

  it.each(changes)('is out of reach for the role that the gateway runs as: "%s"', async (statement) => {
    await withClient(world.applicationUrl, async (client) => {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      const { rows } = await client.query('select number from price_book');
      expect(rows).toEqual([{ number: 1 }]);
    });
  });
});
