import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GENERATION_CURSOR, MODEL_CURSOR, TRANSACTION_CURSOR } from '../../../src/graphql/edge/cursors.ts';
import { readPage, readPageBothWays, toConnection } from '../../../src/graphql/edge/pages.ts';
import { ACCOUNT_ID } from '../open-edge.ts';

describe('a cursor', () => {
  it('is base64url of any text, and read back as that', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (name) => {
        expect(MODEL_CURSOR.write(name)).toBe(Buffer.from(`model:${name}`).toString('base64url'));
      }),
    );
    expect(MODEL_CURSOR.read(MODEL_CURSOR.write('vendor/modèle?>~'))).toBe('vendor/modèle?>~');
  });

  it('is opaque and read back as its key', () => {
    const cursor = TRANSACTION_CURSOR.write(42n);
    expect(cursor).not.toContain('42');
    expect(TRANSACTION_CURSOR.read(cursor)).toBe(42n);
    expect(GENERATION_CURSOR.read(GENERATION_CURSOR.write(ACCOUNT_ID))).toBe(ACCOUNT_ID);
    expect(MODEL_CURSOR.read(MODEL_CURSOR.write('a/b: c'))).toBe('a/b: c');
  });

  it('of one list means nothing to another', () => {
    expect(TRANSACTION_CURSOR.read(GENERATION_CURSOR.write(ACCOUNT_ID))).toBeUndefined();
  });

  it.each(['', '42', 'not base64 !', Buffer.from('transaction:-1').toString('base64url'), 'x'.repeat(400)])(
    '%.40j is malformed',
    (text) => {
      expect(TRANSACTION_CURSOR.read(text)).toBeUndefined();
    },
  );
});

describe('readPage', () => {
  it('takes 50 from the beginning unless told otherwise', () => {
    expect(readPage({}, TRANSACTION_CURSOR)).toEqual({ size: 50, after: undefined });
    expect(readPage({ first: null, after: null }, TRANSACTION_CURSOR)).toEqual({ size: 50, after: undefined });
    expect(readPage({ first: 100, after: TRANSACTION_CURSOR.write(7n) }, TRANSACTION_CURSOR)).toEqual({
      size: 100,
      after: 7n,
    });
  });

  it.each([0, -1, 101, 2_147_483_647])('refuses first: %d and says what is allowed', (first) => {
    expect(() => readPage({ first }, TRANSACTION_CURSOR)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', allowed: ['1 to 100'] } }),
    );
  });

  it('refuses a cursor that the list never gave out', () => {
    expect(() => readPage({ after: 'abc' }, TRANSACTION_CURSOR)).toThrow(/not a cursor/);
  });
});

describe('readPageBothWays', () => {
  const cursor = TRANSACTION_CURSOR.write(7n);

  it('goes forward as ever, and backward from a cursor', () => {
    expect(readPageBothWays({ first: 3, after: cursor }, TRANSACTION_CURSOR)).toEqual({
      size: 3,
      after: 7n,
      before: undefined,
    });
    expect(readPageBothWays({ last: 3, before: cursor }, TRANSACTION_CURSOR)).toEqual({
      size: 3,
      after: undefined,
      before: 7n,
    });
  });

  it.each([
    { last: 3 },
    { before: cursor },
    { last: 3, before: cursor, after: cursor },
    { last: 101, before: cursor },
    { last: 3, before: 'x' },
  ])('refuses %j', (given) => {
    expect(() => readPageBothWays(given, TRANSACTION_CURSOR)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    );
  });
});

describe('a connection', () => {
  const page = (rows: readonly number[], size: number) =>
    toConnection({ rows, size, toItem: (row) => `item ${row}`, toCursor: String });

  it('shows a page and knows whether there is another one', () => {
    expect(page([1, 2, 3], 2)).toMatchObject({
      nodes: ['item 1', 'item 2'],
      edges: [
        { cursor: '1', node: 'item 1' },
        { cursor: '2', node: 'item 2' },
      ],
      pageInfo: { hasNextPage: true, endCursor: '2' },
    });
  });

  it('ends', () => {
    const only = { hasNextPage: false, hasPreviousPage: false, startCursor: '3', endCursor: '3' };
    expect(page([3], 2).pageInfo).toEqual(only);
    expect(page([], 2).pageInfo).toEqual({ ...only, startCursor: undefined, endCursor: undefined });
  });
});
