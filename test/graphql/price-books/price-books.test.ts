import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { ListedBook, PriceBooks, PublicationRequest } from '../../../src/catalog/index.ts';
import type { RehearsalRequest, Rehearsals } from '../../../src/generation/index.ts';
import { ACCOUNT_ID, catalog, credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const PUBLISH = `mutation ($input: PublishPriceBookInput!) {
  publishPriceBook(input: $input) {
    priceBook { number version state effectiveAt publishedAt publishedBy }
    differences replayed
    userErrors { __typename code path message status ... on ParameterError { allowed } }
  }
}`;
const REHEARSE = `query ($input: PublishPriceBookInput!) {
  rehearsePriceBook(input: $input) {
    version replaces differences forceReasons from to accountsPayingMore accountsPayingLess accountsPayingTheSame
    total { generations paid wouldHavePaid difference percentage }
    byModel { model sum { difference } }
    byAccount { accountId sum { difference percentage } }
    unpriced { model reason generations paid }
  }
}`;
const LIST = '{ priceBooks { number version state } }';

const book: ListedBook = {
  storefront: 'usd-credits',
  number: 7,
  version: 'usd-credits@2026-11-21.0123456789ab',
  state: 'SCHEDULED',
  effectiveAt: new Date('2026-12-01T00:00:00Z'),
  publishedAt: NOW,
  publishedBy: KEY_ID,
};
const refusal = {
  code: 'INVALID_PARAMETER',
  message: 'document:12: models[3].rules[0].price: a price is a decimal string',
  path: ['document'],
  allowed: ['the text of a storefront file'],
} as const;

const viewerWithout = fakeViewer({ scopes: ['GENERATION_WRITE', 'ACCOUNT_READ', 'BILLING_WRITE', 'KEYS_WRITE'] });

describe('price books', () => {
  it.each([
    [PUBLISH, { input: { document: '{}' } }],
    [REHEARSE, { input: { document: '{}' } }],
    [LIST, {}],
  ])('are for the operator: %#', async (query, variables) => {
    const { status, errors } = await openEdge().ask(query, variables, { viewer: viewerWithout });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
  });

  it('are listed with where they stand, 1 to 100 of them', async () => {
    const asked: number[] = [];
    const list: PriceBooks['list'] = async (limit) => {
      asked.push(limit);
      return [book];
    };
    const edge = openEdge({ priceBooks: { list } });
    const { data } = await edge.ask(LIST);
    expect(data.priceBooks).toEqual([{ number: 7, version: book.version, state: 'SCHEDULED' }]);
    for (const first of [0, 101, -1]) {
      const { status, errors } = await edge.ask('query ($first: Int) { priceBooks(first: $first) { number } }', {
        first,
      });
      expect([status, errors[0].extensions]).toMatchObject([400, { code: 'BAD_USER_INPUT', allowed: ['1 to 100'] }]);
    }
    expect(asked).toEqual([50]);
  });
});

describe('publishPriceBook', () => {
  it('hands over what was asked, with the key that asks, and answers the book', async () => {
    const requests: PublicationRequest[] = [];
    const publish: PriceBooks['publish'] = async (request) => {
      requests.push(request);
      return { status: 'published', book, differences: [] };
    };
    const edge = openEdge({ priceBooks: { publish } });
    const input = { document: '{"a":1}', effectiveAt: '2026-12-01T00:00:00Z', force: true };
    const { data } = await edge.ask(PUBLISH, { input });
    expect(data.publishPriceBook).toEqual({
      priceBook: {
        number: 7,
        version: book.version,
        state: 'SCHEDULED',
        effectiveAt: '2026-12-01T00:00:00.000Z',
        publishedAt: NOW.toISOString(),
        publishedBy: toPublicId('key', KEY_ID),
      },
      differences: [],
      replayed: false,
      userErrors: [],
    });
    await edge.ask(PUBLISH, { input: { document: '{}', effectiveAt: null, force: null } });
    expect(requests).toMatchObject([
      { document: '{"a":1}', effectiveAt: book.effectiveAt, force: true, publishedBy: KEY_ID },
      { document: '{}', effectiveAt: undefined, force: false, publishedBy: KEY_ID },
    ]);
  });

  it('says why it was refused, as data', async () => {
    const publish: PriceBooks['publish'] = async () => ({ status: 'refused', refusal });
    const { data } = await openEdge({ priceBooks: { publish } }).ask(PUBLISH, { input: { document: '{}' } });
    expect(data.publishPriceBook).toEqual({
      priceBook: null,
      differences: [],
      replayed: false,
      userErrors: [{ __typename: 'ParameterError', status: 422, ...refusal }],
    });
  });

  it('says in words what a book changes, and in how many more ways when there are too many', async () => {
    const [after] = catalog.models();
    if (after === undefined) throw new Error('no model');
    const added = { kind: 'MODEL_ADDED', identifier: after.identifier, after } as const;
    const differences = Array.from({ length: 502 }, () => added);
    const publish: PriceBooks['publish'] = async () => ({ status: 'published', book, differences });
    const { data } = await openEdge({ priceBooks: { publish } }).ask(PUBLISH, { input: { document: '{}' } });
    expect(data.publishPriceBook.differences).toHaveLength(501);
    expect(data.publishPriceBook.differences[0]).toBe(`model ${after.identifier} is new: ${after.priceSummary}`);
    expect(data.publishPriceBook.differences.at(-1)).toBe('and 2 more');
  });
});

describe('rehearsePriceBook', () => {
  it('is a top-level error when the book is refused, with the same facts', async () => {
    const rehearse: Rehearsals['rehearse'] = async () => ({ status: 'refused', refusal });
    const { data, errors } = await openEdge({ rehearsals: { rehearse } }).ask(REHEARSE, { input: { document: '{}' } });
    expect(data).toBeNull();
    const { code, message, path, allowed } = refusal;
    expect(errors[0]).toMatchObject({ message, extensions: { code, path, allowed, status: 422 } });
  });

  it.each([0, -3, 366])('refuses %i days before anything runs', async (days) => {
    const { status, errors } = await openEdge().ask(REHEARSE, { input: { document: '{}', days } });
    expect([status, errors[0].extensions]).toMatchObject([400, { code: 'BAD_USER_INPUT', allowed: ['1 to 365'] }]);
  });

  it('reports sums, models and accounts, and what has no price any more', async () => {
    const requests: RehearsalRequest[] = [];
    const sum = {
      generations: 3,
      paid: credits('0.3'),
      wouldHavePaid: credits('0.36'),
      difference: credits('0.06'),
      percentage: '20',
    };
    const rehearse: Rehearsals['rehearse'] = async (request) => {
      requests.push(request);
      const { storefront } = catalog;
      const plan = {
        storefront,
        effectiveAt: NOW,
        replaces: book,
        isReplay: false,
        differences: [],
        absurdities: ['x'],
      };
      const report = {
        from: NOW,
        to: NOW,
        total: sum,
        byModel: [{ model: 'vendor/image', ...sum }],
        byAccount: [{ accountId: ACCOUNT_ID, ...sum, percentage: undefined }],
        accounts: { payingMore: 1, payingLess: 2, payingTheSame: 3 },
        unpriced: [{ model: 'gone', reason: 'The model is gone.', generations: 2, paid: credits('1') }],
      };
      return { status: 'rehearsed', plan, report };
    };
    const { data } = await openEdge({ rehearsals: { rehearse } }).ask(REHEARSE, { input: { document: '{}' } });
    expect(requests).toEqual([{ document: '{}', effectiveAt: undefined, days: 30 }]);
    expect(data.rehearsePriceBook).toEqual({
      version: catalog.storefront.priceVersion,
      replaces: book.version,
      differences: [],
      forceReasons: ['x'],
      from: NOW.toISOString(),
      to: NOW.toISOString(),
      accountsPayingMore: 1,
      accountsPayingLess: 2,
      accountsPayingTheSame: 3,
      total: { generations: 3, paid: '0.3', wouldHavePaid: '0.36', difference: '0.06', percentage: '20' },
      byModel: [{ model: 'vendor/image', sum: { difference: '0.06' } }],
      byAccount: [{ accountId: toPublicId('acct', ACCOUNT_ID), sum: { difference: '0.06', percentage: null } }],
      unpriced: [{ model: 'gone', reason: 'The model is gone.', generations: 2, paid: '1' }],
    });
  });
});
