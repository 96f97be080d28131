// PostgreSQL itself reads what is written here, and writes it as text.
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import {
  dates,
  digests,
  int2s,
  int4s,
  int8s,
  jsonbs,
  jsons,
  texts,
  timestamptzs,
  uuids,
} from '../../src/database/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url, options: '-c timezone=America/St_Johns' });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Each value as PostgreSQL reads it, as text. */
async function read(type: string, parameter: Buffer): Promise<(string | null)[]> {
  const text = `select value::text from unnest($1::${type}[]) with ordinality as value (value, place) order by place`;
  const { rows } = await client.query<{ value: string | null }>(text, [parameter]);
  return rows.map(({ value }) => value);
}

const same = <T>(value: T): T => value;
const asText = (value: { toString(): string } | null): string | null => (value === null ? null : String(value));
const orNull = <T>(values: fc.Arbitrary<T>) => fc.array(fc.option(values), { maxLength: 20 });
const INT8 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const FIRST = new Date('1900-01-01T00:00:00Z');
const LAST = new Date('2400-01-01T00:00:00Z');

describe('binary arrays', () => {
  it('hold every int8', async () => {
    await fc.assert(
      fc.asyncProperty(orNull(fc.oneof(fc.bigInt(INT8), fc.bigInt(-9n, 9n))), async (values) => {
        expect(await read('bigint', int8s(values, same))).toEqual(values.map(asText));
      }),
    );
    const edges = [
      0n,
      -1n,
      2n ** 31n,
      2n ** 32n,
      -(2n ** 32n),
      2n ** 53n - 1n,
      2n ** 53n,
      -(2n ** 53n),
      INT8.min,
      INT8.max,
    ];
    expect(await read('bigint', int8s(edges, same))).toEqual(edges.map(asText));
  });

  it('hold every int4 and int2', async () => {
    await fc.assert(
      fc.asyncProperty(
        orNull(fc.integer()),
        orNull(fc.integer({ min: -32_768, max: 32_767 })),
        async (ints, shorts) => {
          expect(await read('int', int4s(ints, same))).toEqual(ints.map(asText));
          expect(await read('smallint', int2s(shorts, same))).toEqual(shorts.map(asText));
        },
      ),
    );
  });

  it('hold every UUID, of small and capital letters', async () => {
    await fc.assert(
      fc.asyncProperty(orNull(fc.uuid()), async (values) => {
        expect(await read('uuid', uuids(values, same))).toEqual(values);
        expect(
          await read(
            'uuid',
            uuids(values, (value) => value?.toUpperCase()),
          ),
        ).toEqual(values);
      }),
    );
  });

  it('hold every text and every JSON', async () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\u0000', ''));
    await fc.assert(
      fc.asyncProperty(orNull(text), async (values) => {
        expect(await read('text', texts(values, same))).toEqual(values);
        const json = (value: string | null) => (value === null ? undefined : JSON.stringify({ value }));
        const parsed = (found: (string | null)[]) =>
          found.map((value) => (value === null ? null : (JSON.parse(value) as { value: string }).value));
        expect(parsed(await read('jsonb', jsonbs(values, json)))).toEqual(values);
        expect(parsed(await read('json', jsons(values, json)))).toEqual(values);
      }),
    );
  });

  it('hold moments to the millisecond, days whatever the time zone, and digests', async () => {
    await fc.assert(
      fc.asyncProperty(orNull(fc.date({ min: FIRST, max: LAST, noInvalidDate: true })), async (values) => {
        const { rows } = await client.query<{ at: string | null }>(
          `select (extract(epoch from value) * 1000)::bigint::text as at from unnest($1::timestamptz[]) as value`,
          [timestamptzs(values, same)],
        );
        expect(rows.map(({ at }) => at)).toEqual(
          values.map((value) => asText(value === null ? null : value.getTime())),
        );
        const days = values.map((value) => value?.toISOString().slice(0, 10) ?? null);
        expect(await read('date', dates(days, same))).toEqual(days);
      }),
    );
    const digest = createHash('sha256').update('any').digest();
    expect(await read('bytea', digests([digest, undefined], same))).toEqual([`\\x${digest.toString('hex')}`, null]);
  });

  it('share no memory, also when one is made while another is', async () => {
    const made: Buffer[] = [];
    const numbers = int8s([1n, undefined, undefined], (value) => {
      made.push(texts(['x'.repeat(20)], same));
      return value;
    });
    made.push(texts(['y'.repeat(40)], same));
    expect(await read('bigint', numbers)).toEqual(['1', null, null]);
    const shown = await Promise.all(made.map((column) => read('text', column)));
    expect(shown).toEqual([...Array.from({ length: 3 }, () => ['x'.repeat(20)]), ['y'.repeat(40)]]);
  });

  it('are refused for what is no text, whatever length it says, and the next are as they should be', async () => {
    for (const other of [7, Object.prototype, Object, { length: -1_000 }, { length: Number.NaN }, ['a']]) {
      expect(() => texts(['a', other as string], same)).toThrow('not a text');
      expect(() => jsonbs([other as string], same)).toThrow('not a text');
      expect(await read('text', texts(['b', 'c'], same))).toEqual(['b', 'c']);
      expect(await read('bigint', int8s([5n], same))).toEqual(['5']);
    }
  });

  it('are empty for no items', async () => {
    for (const [type, empty] of [
      ['uuid', uuids([], same)],
      ['bigint', int8s([], same)],
      ['text', texts([], same)],
      ['date', dates([], same)],
    ] as const) {
      expect(await read(type, empty)).toEqual([]);
    }
  });

  it.each([
    ['no UUID', () => uuids(['not-one'], same)],
    ['a UUID that is cut short', () => uuids([randomUUID().slice(1)], same)],
    ['a UUID with another letter', () => uuids([randomUUID().replace(/[0-9a-f]/, 'g')], same)],
    ['a UUID with a letter beyond ASCII', () => uuids([randomUUID().replace(/[0-9a-f]/, 'à')], same)],
    ['a UUID whose dashes are elsewhere', () => uuids([randomUUID().replace('-', '0')], same)],
    ['an int8 that is too large', () => int8s([2n ** 63n], same)],
    ['half a micro-credit', () => int8s([0.5], same)],
    ['no number', () => int8s([Number.NaN], same)],
    ['an int4 that is too large', () => int4s([2 ** 31], same)],
    ['half an int4', () => int4s([0.5], same)],
    ['an int2 that is too large', () => int2s([32_768], same)],
    ['no date', () => timestamptzs([new Date(Number.NaN)], same)],
    ['no day', () => dates(['today'], same)],
    ['a day that is not in its month', () => dates(['2026-02-30'], same)],
    ['a digest of another length', () => digests([Buffer.alloc(20)], same)],
  ])('refuse %s, as PostgreSQL would', (_, write) => {
    expect(write).toThrow();
  });
});
