// Rotation in the room itself: which secrets work when, who may rotate whose key, and what a lost answer or a race leaves.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { createKeys, type Keys, SCOPES, type Scope } from '../../src/keys/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { hookStatements } from '../support/statements.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const clock = { now: NOW };

let own: TestDatabase;
let database: Database;
let keys: Keys;
/** Another gateway, whose cache hears of nothing here. */
let other: Keys;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
});

beforeEach(() => {
  clock.now = NOW;
  keys = createKeys(database, () => clock.now);
  other = createKeys(database, () => clock.now);
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

async function account(of: { scopes?: readonly Scope[]; spendingLimit?: bigint } = {}) {
  const accountId = newId();
  const { scopes = SCOPES, spendingLimit } = of;
  const limit = spendingLimit === undefined ? {} : { spendingLimit: microCredits(spendingLimit) };
  const { apiKey, secret } = await keys.create({ accountId, name: 'Admin', scopes, ...limit });
  return { accountId, actingKeyId: apiKey.id, secret };
}

async function rotated(rotation: { accountId: string; apiKeyId: string; graceHours?: number }, by: Keys = keys) {
  const outcome = await by.rotate({ graceHours: 24, ...rotation });
  if (outcome.status !== 'rotated') throw new Error(`refused: ${outcome.refusal.code}`);
  return outcome;
}

async function stateOf(secret: string, by: Keys = keys): Promise<string> {
  const verification = await by.verify(secret, 'ANY');
  return verification.status === 'good' ? 'good' : verification.problem;
}

describe('a rotated key', () => {
  it('has two secrets until the grace is over, to the millisecond, cached or not', async () => {
    const { accountId, actingKeyId: apiKeyId, secret } = await account();
    expect(await stateOf(secret)).toBe('good');
    const { secret: next, replacedWorksUntil, apiKey } = await rotated({ accountId, apiKeyId, graceHours: 2 });
    expect(replacedWorksUntil).toEqual(new Date(NOW.getTime() + 2 * HOUR));
    expect(next.startsWith(apiKey.prefix)).toBe(true);
    expect([await stateOf(secret), await stateOf(next)]).toEqual(['good', 'good']);
    clock.now = new Date(replacedWorksUntil.getTime() - 1);
    expect([await stateOf(secret), await stateOf(next)]).toEqual(['good', 'good']);
    clock.now = replacedWorksUntil;
    expect([await stateOf(secret), await stateOf(next)]).toEqual(['REPLACED', 'good']);
    expect(await stateOf(secret, other)).toBe('REPLACED');
  });

  it('has the same id, name, powers and ancestors with both', async () => {
    const { accountId, actingKeyId, secret } = await account({ spendingLimit: 10n });
    const before = await keys.verify(secret, 'ANY');
    const { secret: next } = await rotated({ accountId, apiKeyId: actingKeyId });
    const [old, now] = [await keys.verify(secret, 'ANY'), await keys.verify(next, 'ANY')];
    expect(old).toEqual(now);
    expect({ ...before, key: undefined }).toEqual({ ...now, key: undefined });
    expect(now).toMatchObject({ key: { id: actingKeyId, name: 'Admin', spendingLimit: 10n } });
  });

  it('ends with all of its secrets when it is revoked, and expires with all of them', async () => {
    const { accountId, actingKeyId: apiKeyId, secret } = await account();
    const { secret: next } = await rotated({ accountId, apiKeyId });
    const expiresAt = new Date(NOW.getTime() + HOUR);
    await keys.update({ accountId, apiKeyId, actingKeyId: apiKeyId, changes: { expiresAt } }).then(({ status }) => {
      // The last manager keeps its term; another one first.
      expect(status).toBe('refused');
    });
    await keys.create({ accountId, name: 'Another', scopes: SCOPES });
    await keys.update({ accountId, apiKeyId, actingKeyId: apiKeyId, changes: { expiresAt } });
    clock.now = expiresAt;
    expect([await stateOf(secret), await stateOf(next)]).toEqual(['EXPIRED', 'EXPIRED']);
    clock.now = NOW;
    await keys.revoke({ accountId, apiKeyId });
    expect([await stateOf(secret), await stateOf(next), await stateOf(secret, other)]).toEqual(
      Array(3).fill('REVOKED'),
    );
  });

  it('can be rotated again when the answer was lost: nothing that is in use stops, and an end never moves later', async () => {
    const { accountId, actingKeyId: apiKeyId, secret } = await account();
    await rotated({ accountId, apiKeyId, graceHours: 24 });
    const { secret: third } = await rotated({ accountId, apiKeyId, graceHours: 48 });
    const endOf = async () => (await keys.replacedSecrets(accountId, [apiKeyId])).map(({ worksUntil }) => worksUntil);
    const inHours = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
    expect((await endOf()).sort()).toEqual([inHours(24), inHours(48)].sort());
    expect([await stateOf(secret), await stateOf(third)]).toEqual(['good', 'good']);
    await rotated({ accountId, apiKeyId, graceHours: 1 });
    expect(await endOf()).toEqual([inHours(1), inHours(1), inHours(1)]);
    clock.now = inHours(1);
    expect([await stateOf(secret), await stateOf(third), await endOf()]).toEqual(['REPLACED', 'REPLACED', []]);
  });

  it('loses no secret when it is rotated many times at once', async () => {
    const { accountId, actingKeyId: apiKeyId, secret } = await account();
    const all = await Promise.all(Array.from({ length: 5 }, () => rotated({ accountId, apiKeyId })));
    const states = await Promise.all([secret, ...all.map((one) => one.secret)].map((one) => stateOf(one, other)));
    expect(states).toEqual(Array(6).fill('good'));
  });

  it('is not there for another account, and not once it was revoked', async () => {
    const [mine, theirs] = [await account(), await account()];
    const attempt = { accountId: mine.accountId, apiKeyId: theirs.actingKeyId, graceHours: 1 };
    for (const actingKeyId of [mine.actingKeyId, theirs.actingKeyId, undefined]) {
      const outcome = await keys.rotate({ ...attempt, actingKeyId });
      expect(outcome).toEqual({ status: 'refused', refusal: { code: 'API_KEY_NOT_FOUND' } });
    }
    expect(await stateOf(theirs.secret)).toBe('good');
    expect(await keys.replacedSecrets(mine.accountId, [theirs.actingKeyId])).toEqual([]);
    await keys.revoke({ accountId: mine.accountId, apiKeyId: mine.actingKeyId });
    const { accountId, actingKeyId: apiKeyId } = mine;
    expect(await keys.rotate({ accountId, apiKeyId, graceHours: 1 })).toMatchObject({ status: 'refused' });
  });
});

describe('who may rotate a key', () => {
  const all: readonly Scope[] = ['KEYS_WRITE', 'GENERATION_WRITE'];

  async function attempt(acting: object, target: object): Promise<string> {
    const accountId = newId();
    const one = await keys.create({ accountId, name: 'Acting', scopes: all, ...acting });
    const two = await keys.create({ accountId, name: 'Target', scopes: all, ...target });
    const outcome = await keys.rotate({
      ...{ accountId, apiKeyId: two.apiKey.id, actingKeyId: one.apiKey.id, graceHours: 1 },
    });
    return outcome.status === 'rotated' ? 'rotated' : outcome.refusal.code;
  }

  it.each([
    ['the same powers', {}, {}, 'rotated'],
    ['fewer scopes', { scopes: ['KEYS_WRITE'] }, {}, 'ROTATION_ABOVE_OWN'],
    [
      'no right to manage keys',
      { scopes: ['GENERATION_WRITE'] },
      { scopes: ['GENERATION_WRITE'] },
      'API_KEY_NOT_FOUND',
    ],
    ['a limit, of one without', { spendingLimit: microCredits(5n) }, {}, 'ROTATION_ABOVE_OWN'],
    [
      'a limit, of one with as much that is not below it',
      { spendingLimit: microCredits(5n) },
      { spendingLimit: microCredits(5n) },
      'ROTATION_ABOVE_OWN',
    ],
    ['an end, of one without', { expiresAt: new Date(NOW.getTime() + HOUR) }, {}, 'ROTATION_ABOVE_OWN'],
    ['networks, of one without', { allowedIps: ['10.0.0.0/8'] }, {}, 'ROTATION_ABOVE_OWN'],
    ['networks, of one inside', { allowedIps: ['10.0.0.0/8'] }, { allowedIps: ['10.1.0.0/16'] }, 'rotated'],
  ])('with %s', async (_what, acting, target, expected) => {
    expect(await attempt(acting, target)).toBe(expected);
  });

  it('with a limit, its own child, whose spending counts against it', async () => {
    const { accountId, actingKeyId } = await account({ spendingLimit: 5n });
    const limit = { spendingLimit: microCredits(5n) };
    const child = await keys.create({
      accountId,
      name: 'Child',
      scopes: ['KEYS_WRITE'],
      createdBy: actingKeyId,
      ...limit,
    });
    const rotation = { accountId, apiKeyId: child.apiKey.id, graceHours: 1 };
    expect(await keys.rotate({ ...rotation, actingKeyId })).toMatchObject({ status: 'rotated' });
  });

  it('under a limit of the key above it, what is under it too, and no other that spends beside it', async () => {
    const { accountId, actingKeyId: above } = await account();
    const create = async (createdBy?: string): Promise<string> => {
      const key = { accountId, name: 'Key', scopes: ['KEYS_WRITE'] as Scope[], createdBy };
      return (await keys.create(key)).apiKey.id;
    };
    const [actingKeyId, sibling, beside] = [await create(above), await create(above), await create()];
    const limit = { spendingLimit: microCredits(5n) };
    await keys.update({ accountId, actingKeyId: above, apiKeyId: above, changes: limit });
    const rotate = (apiKeyId: string) => keys.rotate({ accountId, apiKeyId, actingKeyId, graceHours: 1 });
    expect(await rotate(sibling)).toMatchObject({ status: 'rotated' });
    expect(await rotate(beside)).toMatchObject({ refusal: { code: 'ROTATION_ABOVE_OWN' } });
    // Its limit binds those below it after its end, too.
    await keys.revoke({ accountId, apiKeyId: above });
    expect(await rotate(beside)).toMatchObject({ refusal: { code: 'ROTATION_ABOVE_OWN' } });
  });

  it('is decided by what the acting key is in the database, not as it was when it asked', async () => {
    const { accountId, actingKeyId } = await account();
    const target = await keys.create({ accountId, name: 'Target', scopes: SCOPES });
    let isCut = false;
    const unhook = hookStatements(database, {
      before: async (text) => {
        if (isCut || !text.includes('for update')) return;
        isCut = true;
        const changes = { scopes: ['KEYS_WRITE'] as Scope[] };
        await keys.update({ accountId, actingKeyId, apiKeyId: actingKeyId, changes });
      },
    });
    const outcome = await keys.rotate({ accountId, apiKeyId: target.apiKey.id, actingKeyId, graceHours: 1 });
    unhook();
    expect([isCut, outcome]).toEqual([true, { status: 'refused', refusal: { code: 'ROTATION_ABOVE_OWN' } }]);
  });
});

describe('a look-up', () => {
  it('is not made for a secret whose checksum is wrong', async () => {
    const { secret } = await account();
    const texts: string[] = [];
    const unhook = hookStatements(database, { before: (text) => void texts.push(text) });
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`;
    expect(await stateOf(wrong)).toBe('MALFORMED');
    expect(texts).toEqual([]);
    expect(await stateOf(secret)).toBe('good');
    unhook();
    expect(texts.length).toBeGreaterThan(0);
  });

  it('finds keys that were made before there was a checksum', async () => {
    const accountId = newId();
    const secret = 'tg_Zl3nJ0Vh4mGmL7Zr1wT0i3t9yX2kq5s8u1v4x7z0AbC';
    await keys.create({ accountId, name: 'Old', scopes: SCOPES, secret });
    expect(await stateOf(secret)).toBe('good');
    expect(await stateOf(secret.slice(0, -1))).toBe('UNKNOWN');
  });

  it('goes by the address at each use, also for what is remembered', async () => {
    const accountId = newId();
    const { secret } = await keys.create({ accountId, name: 'Office', scopes: SCOPES, allowedIps: ['203.0.113.0/24'] });
    const from = async (address: string | undefined): Promise<string> => {
      const verification = await keys.verify(secret, { address });
      return verification.status === 'good' ? 'good' : verification.problem;
    };
    expect(await from('203.0.113.7')).toBe('good');
    expect(await from('198.51.100.7')).toBe('ADDRESS_NOT_ALLOWED');
    expect(await from(undefined)).toBe('ADDRESS_NOT_ALLOWED');
    expect(await from('203.0.113.8')).toBe('good');
  });

  it('from a wrong address does not count as use', async () => {
    const accountId = newId();
    const made = await keys.create({ accountId, name: 'Office', scopes: SCOPES, allowedIps: ['203.0.113.0/24'] });
    const lastUsed = async () => (await keys.byIds(accountId, [made.apiKey.id]))[0]?.lastUsedAt;
    await keys.verify(made.secret, { address: '198.51.100.7' });
    expect(await lastUsed()).toBeUndefined();
    clock.now = new Date(NOW.getTime() + HOUR);
    await keys.verify(made.secret, { address: '203.0.113.7' });
    expect(await lastUsed()).toEqual(clock.now);
  });

  it('says what became of a key to who has its secret, and nothing of it to who has not', async () => {
    const { accountId, actingKeyId, secret } = await account();
    await keys.revoke({ accountId, apiKeyId: actingKeyId });
    expect(await stateOf(secret)).toBe('REVOKED');
    const prefix = secret.slice(0, 10);
    expect(await stateOf(prefix)).toBe('MALFORMED');
    expect(await stateOf('tg_another_0123456789')).toBe('UNKNOWN');
  });
});
