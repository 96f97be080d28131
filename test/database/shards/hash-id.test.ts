// The hash that shards are found by is PostgreSQL's own.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { hashId } from '../../../src/database/shards/hash-id.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await connectDatabase({ url: test.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

it('hashes a UUID as PostgreSQL does', async () => {
  const ends = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const ids = [...ends, ...Array.from({ length: 1_000 }, () => randomUUID())];
  const rows = await database.rows<{ hash: number }>(
    'select uuid_hash(id) as hash from unnest($1::uuid[]) with ordinality as asked (id, place) order by place',
    [ids],
  );
  expect(ids.map(hashId)).toEqual(rows.map(({ hash }) => hash));
});

it.each([
  '',
  'zz000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000',
  'ffffffff-ffff-ffff-ffff-fffffffffffff',
])('hashes nothing else: "%s"', (text) => {
  expect(() => hashId(text)).toThrow(`not a UUID: ${text}`);
});
