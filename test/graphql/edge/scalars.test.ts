import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type GraphQLScalarType, parseValue } from 'graphql';
import {
  CreditsScalar,
  DateTimeScalar,
  DecimalScalar,
  JsonObjectScalar,
  UrlScalar,
} from '../../../src/graphql/edge/scalars.ts';
import { MAX, microCredits } from '../../../src/money/index.ts';
import { credits } from '../open-edge.ts';

const literal = (scalar: GraphQLScalarType, text: string): unknown => scalar.parseLiteral(parseValue(text), {});

describe('Credits', () => {
  it('reads decimal strings, as a variable and in the document', () => {
    expect(CreditsScalar.parseValue('0.052')).toBe(52_000n);
    expect(CreditsScalar.parseValue('1.50')).toBe(1_500_000n);
    expect(literal(CreditsScalar, '"-3"')).toBe(-3_000_000n);
  });

  it('writes them canonical', () => {
    expect(CreditsScalar.serialize(microCredits(12_480_000n))).toBe('12.48');
    expect(CreditsScalar.serialize(microCredits(0n))).toBe('0');
  });

  it('gives back every amount it wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -MAX, max: MAX }), (amount) => {
        expect(CreditsScalar.parseValue(CreditsScalar.serialize(amount))).toBe(amount);
      }),
    );
  });

  it('refuses JSON numbers, because they could lose digits', () => {
    expect(() => CreditsScalar.parseValue(1.5)).toThrow(/decimal string/);
    expect(() => literal(CreditsScalar, '1.5')).toThrow(/decimal string/);
    expect(() => literal(CreditsScalar, '1')).toThrow(/decimal string/);
  });

  it.each(['', ' 1', '1e3', '0.0000001', '.5', '1.', '+1', '0x10', '99999999999999999999', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(() => CreditsScalar.parseValue(text)).toThrow(/6 fraction digits/);
    },
  );

  it('never serialises anything but whole micro-credits', () => {
    expect(() => CreditsScalar.serialize(1.5)).toThrow(TypeError);
    expect(() => CreditsScalar.serialize('1')).toThrow(TypeError);
  });
});

describe('DateTime', () => {
  it('writes what Date writes, of whatever days one after the other', () => {
    const near = fc.date({ min: new Date('2026-11-20T00:00:00Z'), max: new Date('2026-11-22T23:59:59.999Z') });
    const dates = fc.array(fc.oneof(near, fc.date({ noInvalidDate: true })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(dates, (list) => {
        const valid = list.filter((date) => !Number.isNaN(date.getTime()));
        expect(valid.map((date) => DateTimeScalar.serialize(date))).toEqual(valid.map((date) => date.toISOString()));
      }),
    );
    expect(() => DateTimeScalar.serialize(new Date(Number.NaN))).toThrow(RangeError);
  });

  it('reads any zone and writes UTC', () => {
    const date = DateTimeScalar.parseValue('2026-11-21T13:00:00+01:00');
    expect(DateTimeScalar.serialize(date)).toBe('2026-11-21T12:00:00.000Z');
  });

  it.each([
    '2026-11-21',
    '2026-11-21T12:00:00',
    '2030-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    'now',
    '',
    1_700_000_000,
  ])('refuses %j', (value) => {
    expect(() => DateTimeScalar.parseValue(value)).toThrow(/RFC 3339/);
  });
});

describe('a DateTime', () => {
  it.each(['9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00+14:00', '0000-12-31T23:59:59Z'])(
    'outside of the years that can be written is refused: %s',
    (text) => {
      expect(() => DateTimeScalar.parseValue(text)).toThrow(/0001-01-01.* to 9999-12-31/);
    },
  );

  it.each(['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59+12:00'])('may be %s', (text) => {
    expect(DateTimeScalar.parseValue(text)).toBeInstanceOf(Date);
  });
});

describe('JSONObject', () => {
  it('reads objects, as a variable and in the document, with variables inside', () => {
    expect(JsonObjectScalar.parseValue({ width: 1024 })).toEqual({ width: 1024 });
    const node = parseValue('{ a: [1, 2.5, "x", true, null], b: { c: $d } }');
    expect(JsonObjectScalar.parseLiteral(node, { d: 'e' })).toEqual({ a: [1, 2.5, 'x', true, null], b: { c: 'e' } });
  });

  it('keeps any name as a name', () => {
    const read = literal(JsonObjectScalar, '{ __proto__: { polluted: 1 }, constructor: 2 }') as object;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it.each([[[{ toString: 1 }]], [null], ['{}'], [1], [true], [[]]])('refuses %j with words', (value) => {
    expect(() => JsonObjectScalar.parseValue(value)).toThrow(/JSON object/);
  });

  it('refuses what JSON has no word for', () => {
    expect(() => literal(JsonObjectScalar, '{ a: RED }')).toThrow(/quotes/);
    expect(() => literal(JsonObjectScalar, '[1]')).toThrow(/JSON object/);
  });
});

describe('URL', () => {
  it('reads absolute http and https addresses', () => {
    expect(UrlScalar.parseValue('https://example.com/a?b=c')).toBe('https://example.com/a?b=c');
    expect(literal(UrlScalar, '"http://localhost:3000"')).toBe('http://localhost:3000/');
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', '/path', '', `https://example.com/${'a'.repeat(2048)}`])(
    'refuses %.40s',
    (text) => {
      expect(() => UrlScalar.parseValue(text)).toThrow(/http or https/);
    },
  );
});

describe('Decimal', () => {
  it('is a decimal string and nothing else', () => {
    expect(DecimalScalar.parseValue('37.50')).toBe('37.50');
    expect(() => DecimalScalar.parseValue(37.5)).toThrow(/string/);
    expect(() => DecimalScalar.serialize('a lot')).toThrow(/decimal/);
  });
});

it('credits() of these tests agrees with the scalar', () => {
  expect(credits('0.052')).toBe(CreditsScalar.parseValue('0.052'));
});
