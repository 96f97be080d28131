// What may be taken away from clients of the last release, and when.
import { describe, expect, it } from '@jest/globals';
import { brokenSinceRelease, mayBreak } from '../../scripts/released-schema.mjs';

const RELEASED = `# Release 1.2.0
type Query { kept: Int, old: Int @deprecated(reason: "Use kept."), plain(a: Int): Int }
enum Colour { RED GREEN @deprecated(reason: "Use RED.") BLUE }
`;
const with_ = (query: string, colours = 'RED GREEN BLUE'): string =>
  `type Query { ${query} }\nenum Colour { ${colours} }`;

const broken = (schema: string, version = '1.3.0') => brokenSinceRelease(schema, { released: RELEASED, version });

describe('the schema of the last release', () => {
  it('may grow, and lose what it had deprecated', async () => {
    expect(await broken(with_('kept: Int, plain(a: Int): Int, more: Int', 'RED BLUE'))).toEqual([]);
  });

  it.each([
    ['a field', with_('old: Int, plain(a: Int): Int'), 'FIELD_REMOVED Query.kept'],
    ['an argument', with_('kept: Int, old: Int, plain: Int'), 'FIELD_ARGUMENT_REMOVED Query.plain.a'],
    ['a type of a field', with_('kept: String, old: Int, plain(a: Int): Int'), 'FIELD_TYPE_CHANGED Query.kept'],
    [
      'a required argument',
      with_('kept(b: Int!): Int, old: Int, plain(a: Int): Int'),
      'FIELD_ARGUMENT_ADDED Query.kept.b',
    ],
    ['a value', with_('kept: Int, old: Int, plain(a: Int): Int', 'RED GREEN'), 'ENUM_VALUE_REMOVED Colour.BLUE'],
  ])('does not lose %s', async (_, schema, line) => {
    expect(await broken(schema)).toEqual([expect.stringContaining(line)]);
    expect(await broken(schema, '2.0.0')).toEqual([]);
  });

  it('is broken by versions that say so only', () => {
    expect([
      mayBreak('0.1.0', '0.1.1'),
      mayBreak('0.1.0', '0.2.0'),
      mayBreak('1.1.0', '1.2.0'),
      mayBreak('1.9.0', '2.0.0'),
    ]).toEqual([false, true, false, true]);
  });
});
