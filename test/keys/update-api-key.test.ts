import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { createKeys, type Keys, type KeyUpdateOutcome, SCOPES, type Scope } from '../../src/keys/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { hookStatements } from '../support/statements.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const SOON = new Date('2026-11-21T13:00:00Z');
const clock = { now: NOW };

let own: TestDatabase;
let database: Database;
let keys: Keys;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
  keys = createKeys(database, () => clock.now);
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

/** Runs `change`, and `before` right before it locks the keys that it decides over. */
async function interrupted<T>(before: () => Promise<unknown>, change: () => Promise<T>): Promise<T> {
  let isDone = false;
  const unhook = hookStatements(database, {
    before: (text) => {
      if (isDone || !text.includes('for update')) return undefined;
      isDone = true;
      return before();
    },
  });
  const outcome = await change();
  unhook();
  expect(isDone).toBe(true);
  return outcome;
}

/** The key, when its secret is good from anywhere. */
async function verified(of: string) {
  const verification = await keys.verify(of, 'ANY');
  return verification.status === 'good' ? verification.key : undefined;
}

async function account(scopes: readonly Scope[] = SCOPES) {
  const accountId = newId();
  const admin = await keys.create({ accountId, name: 'Admin', scopes });
  const key = await keys.create({ accountId, name: 'Key', scopes: ['GENERATION_WRITE', 'GENERATION_READ'] });
  return { accountId, actingKeyId: admin.apiKey.id, adminSecret: admin.secret, ...key, apiKeyId: key.apiKey.id };
}

const codeOf = (outcome: KeyUpdateOutcome) => (outcome.status === 'refused' ? outcome.refusal.code : 'updated');

// Values are written into the statements of entities: whatever a name looks like, it stays a value.
const HOSTILE_NAMES = ["a'; drop table wallet; --", "b\\'; select 1; --", 'c ? :x: $1 ?? [x]', 'd \\ ? \' "', 'g\\'];

describe('changing a key', () => {
  it.each(HOSTILE_NAMES)('keeps the name %j as it is', async (name) => {
    const accountId = newId();
    const { apiKey } = await keys.create({ accountId, name, scopes: SCOPES });
    const update = { accountId, actingKeyId: apiKey.id, apiKeyId: apiKey.id, changes: { name: `${name}!` } };
    expect(apiKey.name).toBe(name);
    await keys.update(update);
    expect((await keys.byIds(accountId, [apiKey.id]))[0]?.name).toBe(`${name}!`);
  });

  it('changes what is named and leaves the rest', async () => {
    const { accountId, actingKeyId, apiKeyId } = await account();
    const update = (changes: object) => keys.update({ accountId, actingKeyId, apiKeyId, changes });
    await update({ name: 'Robot', spendingLimit: microCredits(5n), expiresAt: SOON });
    await update({ scopes: ['GENERATION_READ'] });
    const full = { name: 'Robot', scopes: ['GENERATION_READ'], spendingLimit: 5n, expiresAt: SOON };
    expect((await keys.byIds(accountId, [apiKeyId]))[0]).toMatchObject(full);
    expect(await update({ spendingLimit: null, expiresAt: null })).toMatchObject({
      status: 'updated',
      apiKey: { ...full, spendingLimit: undefined, expiresAt: undefined },
    });
  });

  it('holds from the next request on, though the key was in use', async () => {
    const { accountId, actingKeyId, apiKeyId, secret } = await account();
    expect((await verified(secret))?.spendingLimit).toBeUndefined();
    await keys.update({ accountId, actingKeyId, apiKeyId, changes: { spendingLimit: microCredits(5n) } });
    expect(await verified(secret)).toMatchObject({ spendingLimit: 5n });
  });

  it('is not undone by a look-up that was under way', async () => {
    const { accountId, actingKeyId, apiKeyId, secret } = await account();
    const changes = { spendingLimit: microCredits(5n) };
    let isChanged = false;
    const unhook = hookStatements(database, {
      after: async (text) => {
        if (isChanged || !text.includes('"secret_hash" =')) return;
        isChanged = true;
        await keys.update({ accountId, actingKeyId, apiKeyId, changes });
      },
    });
    expect((await verified(secret))?.spendingLimit).toBeUndefined();
    unhook();
    expect(isChanged).toBe(true);
    expect(await verified(secret)).toMatchObject({ spendingLimit: 5n });
  });

  it('finds no key of another account, no revoked one and none that never was', async () => {
    const [mine, other] = [await account(), await account()];
    const { accountId, actingKeyId } = mine;
    await keys.revoke({ accountId, apiKeyId: mine.apiKeyId });
    for (const apiKeyId of [other.apiKeyId, mine.apiKeyId, newId()]) {
      const outcome = await keys.update({ accountId, actingKeyId, apiKeyId, changes: { name: 'Taken' } });
      expect(codeOf(outcome)).toBe('API_KEY_NOT_FOUND');
    }
    expect((await keys.byIds(other.accountId, [other.apiKeyId]))[0]?.name).toBe('Key');
  });

  it('works on a key that has expired: it is not gone', async () => {
    const { accountId, actingKeyId, apiKeyId, secret } = await account();
    await keys.update({ accountId, actingKeyId, apiKeyId, changes: { expiresAt: SOON } });
    clock.now = new Date(SOON.getTime() + 1);
    expect(await verified(secret)).toBeUndefined();
    await keys.update({ accountId, actingKeyId, apiKeyId, changes: { expiresAt: null } });
    expect(await verified(secret)).toBeDefined();
    clock.now = NOW;
  });

  it('takes the scopes from the database, so a key that was cut back cannot widen itself with what it was', async () => {
    const { accountId, actingKeyId } = await account();
    await keys.update({ accountId, actingKeyId, apiKeyId: actingKeyId, changes: { scopes: ['KEYS_WRITE'] } });
    const widen = await keys.update({ accountId, actingKeyId, apiKeyId: actingKeyId, changes: { scopes: SCOPES } });
    expect(codeOf(widen)).toBe('SCOPES_NOT_HELD');
    await keys.update({ accountId, actingKeyId, apiKeyId: actingKeyId, changes: { spendingLimit: microCredits(5n) } });
    const raise = await keys.update({
      accountId,
      actingKeyId,
      apiKeyId: actingKeyId,
      changes: { spendingLimit: null },
    });
    expect(codeOf(raise)).toBe('LIMIT_ABOVE_OWN');
  });

  it.each([
    ['its scopes', { scopes: ['KEYS_WRITE'] as Scope[] }, 'MIGHTIER_KEY'],
    ['its right to change keys', { scopes: ['GENERATION_WRITE'] as Scope[] }, 'API_KEY_NOT_FOUND'],
  ])('is decided again when the acting key loses %s meanwhile', async (_what, cut, code) => {
    const { accountId, actingKeyId, apiKeyId } = await account();
    await keys.create({ accountId, name: 'Another that manages keys', scopes: SCOPES });
    const own = { accountId, actingKeyId, apiKeyId: actingKeyId };
    const changes = { scopes: ['OPERATOR'] as Scope[] };
    const outcome = await interrupted(
      () => keys.update({ ...own, changes: cut }),
      () => keys.update({ accountId, actingKeyId, apiKeyId, changes }),
    );
    expect(codeOf(outcome)).toBe(code);
  });

  it('is decided again when the key itself changes meanwhile, and does not undo that change', async () => {
    const { accountId, actingKeyId, apiKeyId } = await account();
    const update = { accountId, actingKeyId, apiKeyId };
    await interrupted(
      () => keys.update({ ...update, changes: { name: 'Renamed' } }),
      () => keys.update({ ...update, changes: { spendingLimit: microCredits(5n) } }),
    );
    expect((await keys.byIds(accountId, [apiKeyId]))[0]).toMatchObject({ name: 'Renamed', spendingLimit: 5n });
  });

  it('does not bring a key back that is revoked meanwhile', async () => {
    const { accountId, actingKeyId, apiKeyId, secret } = await account();
    const outcome = await interrupted(
      () => keys.revoke({ accountId, apiKeyId }),
      () => keys.update({ accountId, actingKeyId, apiKeyId, changes: { expiresAt: null } }),
    );
    expect(codeOf(outcome)).toBe('API_KEY_NOT_FOUND');
    expect(await verified(secret)).toBeUndefined();
  });

  it('leaves every one of many changes at once in place', async () => {
    const { accountId, actingKeyId, apiKeyId } = await account();
    const update = { accountId, actingKeyId, apiKeyId };
    const changes = [{ name: 'Robot' }, { spendingLimit: microCredits(7n) }, { expiresAt: SOON }];
    await Promise.all(changes.map((change) => keys.update({ ...update, changes: change })));
    expect((await keys.byIds(accountId, [apiKeyId]))[0]).toMatchObject({
      name: 'Robot',
      spendingLimit: 7n,
      expiresAt: SOON,
    });
  });
});
