// A key that leaves the cache of a busy gateway: its requests ask once, and never get the key as it was before they came.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { createKeys, SCOPES } from '../../src/keys/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { hookStatements } from '../support/statements.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

async function open() {
  const keys = createKeys(database, () => NOW);
  const accountId = newId();
  const { apiKey, secret } = await keys.create({ accountId, name: 'Admin', scopes: SCOPES });
  return { keys, apiKey, secret, verify: () => keys.verify(secret, 'ANY') };
}

/** Statements that the work sends, by their first words; selects wait for `gate`. */
async function statementsOf(work: () => Promise<unknown>, gate?: Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const unhook = hookStatements(database, {
    before: (text) => {
      sent.push(text.slice(0, 6));
      return text.startsWith('select') ? gate : undefined;
    },
  });
  await work().finally(unhook);
  return sent;
}

describe('a key that is not in the cache', () => {
  it('is looked up, and noted as used, once for all requests that ask meanwhile', async () => {
    const { verify } = await open();
    const sent = await statementsOf(async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, verify));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['good']));
    });
    expect(sent).toEqual(['select', 'update']);
  });

  it('is looked up anew for who comes after it was forgotten, though a look-up is in flight', async () => {
    const { keys, apiKey, verify } = await open();
    const { promise: gate, resolve: openGate } = Promise.withResolvers<undefined>();
    const sent = await statementsOf(async () => {
      const before = verify();
      await new Promise(setImmediate);
      keys.forget(apiKey.id);
      const after = verify();
      openGate(undefined);
      await Promise.all([before, after]);
    }, gate);
    expect(sent.filter((word) => word === 'select')).toHaveLength(2);
  });
});

describe('a key that was good a moment ago', () => {
  const SECOND = 1_000;

  async function openAt(given: Partial<Parameters<ReturnType<typeof createKeys>['create']>[0]> = {}) {
    let moment = NOW.getTime();
    const keys = createKeys(database, () => new Date(moment));
    const accountId = newId();
    const { apiKey, secret } = await keys.create({ accountId, name: 'Admin', scopes: SCOPES, ...given });
    const recall = (address = '192.0.2.1') => keys.recall(secret, { address })?.id;
    const pass = (milliseconds: number): void => {
      moment += milliseconds;
    };
    return { keys, accountId, apiKey, secret, recall, pass };
  }

  it('is known at once, for a few seconds', async () => {
    const { keys, apiKey, secret, recall, pass } = await openAt();
    expect(recall()).toBeUndefined();
    await keys.verify(secret, { address: '192.0.2.1' });
    expect(recall()).toBe(apiKey.id);
    pass(4.9 * SECOND);
    expect(recall()).toBe(apiKey.id);
    pass(0.1 * SECOND);
    expect(recall()).toBeUndefined();
  });

  it('is not known from elsewhere than it may be used, nor once it has expired', async () => {
    const expiresAt = new Date(NOW.getTime() + 2 * SECOND);
    const { keys, apiKey, secret, recall, pass } = await openAt({ allowedIps: ['192.0.2.0/24'], expiresAt });
    await keys.verify(secret, { address: '192.0.2.1' });
    expect(recall()).toBe(apiKey.id);
    expect(recall('198.51.100.1')).toBeUndefined();
    pass(2 * SECOND);
    expect(recall()).toBeUndefined();
  });

  it('is not known once it was revoked, or changed elsewhere', async () => {
    const { keys, accountId, apiKey, secret, recall } = await openAt();
    await keys.verify(secret, 'ANY');
    keys.forget(apiKey.id);
    expect(recall()).toBeUndefined();
    await keys.verify(secret, 'ANY');
    await keys.revoke({ accountId, apiKeyId: apiKey.id });
    expect(recall()).toBeUndefined();
    await keys.verify(secret, 'ANY');
    expect(recall()).toBeUndefined();
  });

  it('is no client token, and no other secret', async () => {
    const { keys, secret } = await openAt();
    await keys.verify(secret, 'ANY');
    expect(keys.recall('a.b.c', 'ANY')).toBeUndefined();
    expect(keys.recall(`${secret}x`, 'ANY')).toBeUndefined();
  });
});
