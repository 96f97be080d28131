// Rows as they arrive, in PostgreSQL's binary form; whatever fails, the transaction fails, and its connection lives on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, type Transaction } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let scratch: TestDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createTestDatabase();
  database = await connectDatabase({ url: scratch.url, orm: ormConfig, poolSize: 1 });
});

afterAll(async () => {
  await database.close();
  await scratch.drop();
});

const NUMBERS = 'select n::int4 from generate_series(1, $1::int) as n';

/** The one int4 of a row, behind the number of fields and its length. */
const readNumber = (row: Buffer): number => {
  expect([row.readInt16BE(0), row.readInt32BE(2), row.length]).toEqual([1, 4, 10]);
  return row.readInt32BE(6);
};

async function copyNumbers(tx: Transaction, most: number): Promise<number[]> {
  const numbers: number[] = [];
  await tx.copy({ select: NUMBERS, values: [String(most)], onRow: (row) => numbers.push(readNumber(row)) });
  return numbers;
}

const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

describe('copy', () => {
  it.each([0, 1, 2, 100_000])('gives each of %i rows, in order', async (most) => {
    expect(await database.transaction((tx) => copyNumbers(tx, most))).toEqual(upTo(most));
  });

  it('travels behind what was sent, and what follows it travels behind it', async () => {
    const found = await database.transaction(async (tx) => {
      tx.send('create temporary table note (id int) on commit drop');
      tx.send('insert into note values (7)');
      const numbers: number[] = [];
      const copying = tx.copy({
        select: 'select id from note',
        values: [],
        onRow: (row) => numbers.push(readNumber(row)),
      });
      const rows = await tx.rows('select id from note');
      await copying;
      return { numbers, rows };
    });
    expect(found).toEqual({ numbers: [7], rows: [{ id: 7 }] });
  });

  it('writes values as literals, whatever is in them', async () => {
    const values = ["it's", String.raw`back\slash $1`, 'ü"`--'];
    const texts: string[] = [];
    const onRow = (row: Buffer): unknown => texts.push(row.toString('utf8', 6));
    await database.transaction((tx) =>
      tx.copy({
        select: 'select value from unnest(array[$1, $2, $3]) with ordinality as t (value, at) order by at',
        values,
        onRow,
      }),
    );
    expect(texts).toEqual(values);
  });

  it('fails with the error of the server, also after rows of it', async () => {
    const work = (tx: Transaction) =>
      tx.copy({ select: 'select 1 / (3 - n) from generate_series(1, $1) as n', values: ['5'], onRow: () => undefined });
    await expect(database.transaction(work)).rejects.toMatchObject({ code: '22012' });
    expect(await database.transaction((tx) => copyNumbers(tx, 2))).toEqual([1, 2]);
  });

  it('fails with what was thrown at a row, gives no further row, and keeps the connection', async () => {
    let rows = 0;
    const onRow = (): void => {
      rows += 1;
      if (rows === 3) throw new Error('the third');
    };
    const work = (tx: Transaction) => tx.copy({ select: NUMBERS, values: ['1000'], onRow });
    await expect(database.transaction(work)).rejects.toThrow('the third');
    expect(rows).toBe(3);
    expect(await database.transaction((tx) => copyNumbers(tx, 2))).toEqual([1, 2]);
  });

  it('fails the transaction when its failure was swallowed', async () => {
    const work = (tx: Transaction) =>
      tx.copy({ select: 'select 1 / 0', values: [], onRow: () => undefined }).catch(() => 'swallowed');
    await expect(database.transaction(work)).rejects.toMatchObject({ code: '22012' });
  });

  it('begins again with a new connection when the server ends its own', async () => {
    let tries = 0;
    const numbers = await database.transaction(async (tx) => {
      tries += 1;
      if (tries === 1) {
        const select = 'select pg_terminate_backend(pg_backend_pid())';
        await tx.copy({ select, values: [], onRow: () => undefined });
      }
      return copyNumbers(tx, 3);
    });
    expect({ tries, numbers }).toEqual({ tries: 2, numbers: [1, 2, 3] });
  });
});
