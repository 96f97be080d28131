import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { type Digests, findLookUp, useQuickDigests } from '../../../src/graphql/edge/quick-digests.ts';

describe("Apollo's digests of texts", () => {
  it('are made by what it is given, and are the same', () => {
    useQuickDigests();
    const lookUp = findLookUp();
    // Undefined: Apollo has changed, and src/graphql/edge/quick-digests.ts may go.
    expect(lookUp).toBeDefined();
    const crypto = lookUp?.require('crypto') as Digests;
    expect(crypto).not.toBe(createRequire(import.meta.url)('crypto'));
    for (const text of ['', '{ balance { available } }', '{ é 漢 🎨 }', '\ud800']) {
      const expected = createHash('sha256').update(text).digest('hex');
      expect(crypto.createHash('sha256').update(text).digest('hex')).toBe(expected);
      const asked = lookUp?.exports as Digests;
      expect(asked.createHash('sha256').update(text).digest('hex')).toBe(expected);
    }
  });

  it('leave other modules as they are', () => {
    useQuickDigests();
    expect(findLookUp()?.require('node:path')).toBe(createRequire(import.meta.url)('node:path'));
  });
});
