// On a cluster (CITUS_URL): which nodes are asked about a secret.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId, shardOf } from '../../src/database/index.ts';
import { findBySecret } from '../../src/keys/find-by-secret.ts';
import { createApiKey } from '../../src/keys/index.ts';
import { newSecret } from '../../src/keys/secret.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { isCluster } from '../support/cluster.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

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

const now = new Date('2026-11-30T12:00:00Z');
const newKey = (accountId: string, secret?: string) =>
  createApiKey(database, { accountId, name: 'key', scopes: [], now, ...(secret === undefined ? {} : { secret }) });

(isCluster() ? describe : describe.skip)('a secret, where accounts are distributed', () => {
  it('is found where its account is, though all other shards cannot be read', async () => {
    const accountId = newId();
    const { secret, apiKey } = await newKey(accountId);
    const others = (database.sharding?.shards ?? []).filter((shard) => shard !== shardOf(database, accountId));
    expect(others).toHaveLength(3);
    const release = Promise.withResolvers<undefined>();
    const locks = others.map((shard) => {
      const isLocked = Promise.withResolvers<undefined>();
      const ended = shard.transaction(async (tx) => {
        await tx.rows('lock table api_key in access exclusive mode');
        isLocked.resolve(undefined);
        await release.promise;
      });
      return { isLocked: isLocked.promise, ended };
    });
    await Promise.all(locks.map(({ isLocked }) => isLocked));
    const found = await findBySecret(database, secret);
    release.resolve(undefined);
    await Promise.all(locks.map(({ ended }) => ended));
    expect(found?.key).toMatchObject({ accountId, id: apiKey.id });
  });

  it('is found wherever its account is when it was made for another one, or for none, or was chosen', async () => {
    for (const secret of [newSecret(), newSecret(newId()), newSecret(newId()), 'a-secret-that-was-chosen']) {
      const accountId = newId();
      await newKey(accountId, secret);
      expect((await findBySecret(database, secret))?.key.accountId).toBe(accountId);
    }
    expect(await findBySecret(database, newSecret(newId()))).toBeUndefined();
  });

  it('of a revoked key is the one of another account that was given it since', async () => {
    const before = newId();
    const { secret, apiKey } = await newKey(before);
    await database.rows('update api_key set revoked_at = $3 where account_id = $1 and id = $2', [
      before,
      apiKey.id,
      now,
    ]);
    expect((await findBySecret(database, secret))?.revokedAt).toEqual(now);
    const after = newId();
    await newKey(after, secret);
    expect((await findBySecret(database, secret))?.key.accountId).toBe(after);
  });
});
