import { describe, expect, it } from '@jest/globals';
import { checkLabels, readLabels } from '../../src/callers/labels.ts';

const pairs = (many: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: many }, (_, index) => [`name-${index}`, 'x']));
const tags = (many: number): string[] => Array.from({ length: many }, (_, index) => `tag ${index}`);

describe('metadata and tags', () => {
  it.each([
    [{}],
    [{ metadata: null, tags: null }],
    [{ metadata: { userId: 'u-1', sessionId: 's', traceId: 't', 'shop.order:7_a': 'Zürich 😀' } }],
    [{ metadata: { ...pairs(15), ['n'.repeat(64)]: 'v'.repeat(500) } }],
    [{ metadata: JSON.parse('{ "__proto__": "a name like any other" }') }],
    [{ tags: [...tags(15), 't'.repeat(64)] }],
  ])('are taken: %j', (given) => {
    expect(checkLabels(given)).toBeUndefined();
  });

  it.each([
    [{ metadata: pairs(17) }, ['metadata'], 'at most 16 pairs'],
    [{ metadata: { '': 'x' } }, ['metadata'], '1 to 64 letters, digits, "_", ".", ":" or "-"'],
    [{ metadata: { 'a b': 'x' } }, ['metadata'], '1 to 64 letters, digits, "_", ".", ":" or "-"'],
    [{ metadata: { ['n'.repeat(65)]: 'x' } }, ['metadata'], '1 to 64 letters, digits, "_", ".", ":" or "-"'],
    [{ metadata: { userId: '' } }, ['metadata', 'userId'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { userId: 7 } }, ['metadata', 'userId'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { userId: null } }, ['metadata', 'userId'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { a: { toString: 'x' } } }, ['metadata', 'a'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { a: 'a\u0000b' } }, ['metadata', 'a'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { a: '\ud800' } }, ['metadata', 'a'], 'text of 1 to 500 characters without U+0000'],
    [{ metadata: { a: 'v'.repeat(501) } }, ['metadata', 'a'], 'text of 1 to 500 characters without U+0000'],
    [{ tags: tags(17) }, ['tags'], 'at most 16 tags'],
    [{ tags: ['fine', ''] }, ['tags', '1'], '1 to 64 characters on one line, at least one of them visible'],
    [{ tags: ['two\nlines'] }, ['tags', '0'], '1 to 64 characters on one line, at least one of them visible'],
    [{ tags: ['t'.repeat(65)] }, ['tags', '0'], '1 to 64 characters on one line, at least one of them visible'],
  ])('are refused: %j', (given, path, allowed) => {
    expect(checkLabels(given)).toMatchObject({ code: 'INVALID_PARAMETER', path, allowed: [allowed] });
  });

  it('are of the end user whom the client token was made for, and of nobody else', () => {
    expect(readLabels({}, 'u-1').metadata).toEqual({ userId: 'u-1' });
    expect(checkLabels({ metadata: { userId: 'u-1' } }, 'u-1')).toBeUndefined();
    expect(checkLabels({ metadata: { userId: 'u-2' } }, 'u-1')).toMatchObject({ path: ['metadata', 'userId'] });
  });

  it('are nothing when nothing was given, and each tag is there once', () => {
    expect(readLabels({ metadata: {}, tags: [] })).toEqual({ metadata: undefined, tags: undefined });
    expect(readLabels({ tags: ['b', 'a', 'b'] }).tags).toEqual(['b', 'a']);
  });
});
