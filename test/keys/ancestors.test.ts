import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { createKeys, type Keys, SCOPES } from '../../src/keys/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let own: TestDatabase;
let database: Database;
let keys: Keys;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
  keys = createKeys(database, () => new Date('2026-11-21T12:00:00Z'));
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

/** A key, its child and its grandchild. */
async function family() {
  const accountId = newId();
  const create = (createdBy?: string, spendingLimit?: bigint) =>
    keys.create({
      ...{ accountId, name: 'Key', scopes: SCOPES, createdBy },
      spendingLimit: spendingLimit === undefined ? undefined : microCredits(spendingLimit),
    });
  const first = await create(undefined, 100n);
  const child = await create(first.apiKey.id);
  const grandchild = await create(child.apiKey.id, 30n);
  return { accountId, first: first.apiKey, child: child.apiKey, grandchild };
}

describe('the ancestors of a key', () => {
  it('are the keys it descends from, the first one first', async () => {
    const { first, child, grandchild } = await family();
    expect(first.ancestorIds).toEqual([]);
    expect(child.ancestorIds).toEqual([first.id]);
    expect(grandchild.apiKey.ancestorIds).toEqual([first.id, child.id]);
  });

  it('are known with their limits when the key is verified, as they are now', async () => {
    const { accountId, first, child, grandchild } = await family();
    const ancestors = async () => {
      const verification = await keys.verify(grandchild.secret, 'ANY');
      return verification.status === 'good' ? verification.key.ancestors : undefined;
    };
    expect(await ancestors()).toEqual([
      { id: first.id, spendingLimit: 100n, limitPeriod: 'DAY' },
      { id: child.id, spendingLimit: undefined, limitPeriod: 'DAY' },
    ]);
    const changes = { spendingLimit: microCredits(7n) };
    await keys.update({ accountId, apiKeyId: first.id, actingKeyId: first.id, changes });
    await keys.revoke({ accountId, apiKeyId: child.id });
    expect(await ancestors()).toEqual([
      { id: first.id, spendingLimit: 7n, limitPeriod: 'DAY' },
      { id: child.id, spendingLimit: undefined, limitPeriod: 'DAY' },
    ]);
  });

  it('are of the same account only', async () => {
    const { first } = await family();
    const { apiKey } = await keys.create({ accountId: newId(), name: 'Key', scopes: SCOPES, createdBy: first.id });
    expect(apiKey.ancestorIds).toEqual([]);
  });
});
