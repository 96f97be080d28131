// A transaction's statements travel without waiting for each other: whatever fails, all of it or nothing is there.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, prepared, type Transaction } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let scratch: TestDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createTestDatabase();
  database = await connectDatabase({ url: scratch.url, orm: ormConfig, poolSize: 2 });
  await database.rows('create table note (id int primary key, body jsonb)');
});

beforeEach(async () => {
  await database.rows('truncate note');
});

afterAll(async () => {
  await database.close();
  await scratch.drop();
});

const INSERT = 'insert into note (id, body) values ($1, $2)';
const NAMED_INSERT = prepared('test_insert_note', 'insert into note (id) values ($1)');

const ids = async (): Promise<number[]> =>
  (await database.rows<{ id: number }>('select id from note order by id')).map((row) => row.id);

describe('a transaction', () => {
  it('has everything that was sent once it is committed', async () => {
    const result = await database.transaction((tx) => {
      tx.send(INSERT, [1, null]);
      tx.send(INSERT, [2, null]);
      return Promise.resolve('done');
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual([1, 2]);
  });

  it('fails with the first error of what was sent, and leaves nothing', async () => {
    const work = (tx: Transaction): Promise<void> => {
      tx.send(INSERT, [1, null]);
      tx.send(INSERT, [1, null]);
      tx.send(INSERT, [2, null]);
      return Promise.resolve();
    };
    await expect(database.transaction(work)).rejects.toMatchObject({ code: '23505' });
    expect(await ids()).toEqual([]);
  });

  it('leaves nothing when the driver cannot send a statement at all', async () => {
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    const work = (tx: Transaction): Promise<void> => {
      tx.send(INSERT, [1, null]);
      tx.send(INSERT, [2, circular]);
      return Promise.resolve();
    };
    await expect(database.transaction(work)).rejects.toThrow(/circular/i);
    expect(await ids()).toEqual([]);
  });

  it('says what went wrong first when a later statement finds the transaction aborted', async () => {
    const work = async (tx: Transaction): Promise<void> => {
      tx.send('insert into nowhere values (1)');
      await tx.rows('select 1');
    };
    await expect(database.transaction(work)).rejects.toMatchObject({ code: '42P01' });
  });

  it('is not committed when the work swallowed the error of a statement', async () => {
    const work = async (tx: Transaction): Promise<void> => {
      tx.send(INSERT, [1, null]);
      await tx.rows('select 1 / 0').catch(() => undefined);
    };
    await expect(database.transaction(work)).rejects.toMatchObject({ code: '22012' });
    expect(await ids()).toEqual([]);
  });

  it('leaves nothing when the work throws, and its connection serves the next one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const work = (tx: Transaction): Promise<void> => {
        tx.send(INSERT, [round, null]);
        return Promise.reject(new Error('changed my mind'));
      };
      await expect(database.transaction(work)).rejects.toThrow('changed my mind');
    }
    expect(await ids()).toEqual([]);
  });

  it('may send a prepared statement many times at once on a new connection', async () => {
    const fresh = await connectDatabase({ url: scratch.url, orm: ormConfig, poolSize: 1 });
    await fresh.transaction((tx) => {
      for (let id = 0; id < 5; id += 1) tx.send(NAMED_INSERT, [id]);
      return Promise.resolve();
    });
    await fresh.close();
    expect(await ids()).toEqual([0, 1, 2, 3, 4]);
  });
});
