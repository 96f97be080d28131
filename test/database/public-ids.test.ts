// Public ids are those of the TypeID specification, whoever writes them.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { fromPublicId, toPublicId } from '../../src/database/index.ts';

describe('a public id', () => {
  it('is the one that the library writes, and leads back', () => {
    const uuid = fc.oneof(
      fc.uuid(),
      fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    );
    fc.assert(
      fc.property(uuid, (id) => {
        expect(toPublicId('gen', id)).toBe(TypeID.fromUUID('gen', id).toString());
        expect(fromPublicId('gen', toPublicId('gen', id))).toBe(id);
      }),
      { numRuns: 2_000 },
    );
  });
});
