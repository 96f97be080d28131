// Ending keys: never the last that can manage the others, never one that may do more, and with what descends from it if asked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKeys, type Keys, type Scope } from '../../src/keys/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const SOON = new Date('2026-11-29T13:00:00Z');
const MAIN: readonly Scope[] = ['GENERATION_WRITE', 'KEYS_WRITE'];
const CLERK: readonly Scope[] = ['KEYS_WRITE'];

let world: LedgerWorld;
let keys: Keys;

beforeAll(async () => {
  world = await createLedgerWorld();
  keys = createKeys(world.database, () => NOW);
});

afterAll(() => world.close());

interface Made {
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: Date;
  readonly createdBy?: string;
}

const make = async (accountId: string, { scopes = MAIN, ...more }: Made = {}): Promise<string> =>
  (await keys.create({ accountId, name: 'key', scopes, ...more })).apiKey.id;

const end = async (accountId: string, apiKeyId: string, actingScopes: readonly Scope[] = MAIN, descendants = false) => {
  const outcome = await keys.revoke({ accountId, apiKeyId, actingScopes, descendants });
  return outcome.status === 'refused' ? outcome.refusal.code : outcome.ended.length;
};

describe('the last key that can manage keys', () => {
  it('is not ended, not narrowed and not cut short, until another one lasts as long', async () => {
    const accountId = await world.newAccount();
    const main = await make(accountId);
    const update = (changes: object) =>
      keys
        .update({ accountId, apiKeyId: main, actingKeyId: main, changes })
        .then((outcome) => (outcome.status === 'refused' ? outcome.refusal.code : 'updated'));
    expect(await end(accountId, main)).toBe('LAST_MANAGER');
    expect(await update({ scopes: ['GENERATION_WRITE'] })).toBe('LAST_MANAGER');
    expect(await update({ expiresAt: SOON })).toBe('LAST_MANAGER');
    await make(accountId, { scopes: ['GENERATION_WRITE'] });
    await make(accountId, { expiresAt: SOON });
    expect(await end(accountId, main)).toBe('LAST_MANAGER');
    const other = await make(accountId, { scopes: CLERK });
    expect(await end(accountId, main)).toBe(1);
    expect(await end(accountId, other)).toBe('LAST_MANAGER');
  });

  it('is left when two end each other at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const accountId = await world.newAccount();
      const [one, two] = [await make(accountId), await make(accountId)];
      const outcomes = await Promise.all([end(accountId, one), end(accountId, two)]);
      expect(outcomes.toSorted()).toEqual([1, 'LAST_MANAGER']);
    }
  });

  it('is left when one is narrowed while the other is ended', async () => {
    for (let round = 0; round < 20; round += 1) {
      const accountId = await world.newAccount();
      const [one, two] = [await make(accountId), await make(accountId)];
      const changes = { scopes: ['GENERATION_WRITE'] as const };
      await Promise.all([end(accountId, one), keys.update({ accountId, apiKeyId: two, actingKeyId: two, changes })]);
      const left = (await keys.list(accountId)).filter(
        ({ revokedAt, scopes }) => revokedAt === undefined && scopes.includes('KEYS_WRITE'),
      );
      expect(left.length).toBeGreaterThan(0);
    }
  });

  it('is ended by the operator, who can issue another one', async () => {
    const accountId = await world.newAccount();
    const main = await make(accountId);
    expect(await keys.revoke({ accountId, apiKeyId: main })).toMatchObject({ status: 'revoked', ended: [main] });
  });
});

describe('a key', () => {
  it('is not ended by one that may do less', async () => {
    const accountId = await world.newAccount();
    const main = await make(accountId);
    await make(accountId, { scopes: CLERK });
    expect(await end(accountId, main, CLERK)).toBe('MIGHTIER_KEY');
  });

  it('is ended with all that descend from it if asked, and says how many are left otherwise', async () => {
    const accountId = await world.newAccount();
    await make(accountId);
    const parent = await make(accountId);
    const child = await make(accountId, { createdBy: parent });
    await make(accountId, { createdBy: child });
    expect(await keys.revoke({ accountId, apiKeyId: parent, actingScopes: MAIN })).toMatchObject({
      ended: [parent],
      descendantsLeft: 2,
    });
    expect(await end(accountId, parent, MAIN, true)).toBe(2);
    expect(await keys.revoke({ accountId, apiKeyId: parent, actingScopes: MAIN })).toMatchObject({
      status: 'revoked',
      ended: [],
      descendantsLeft: 0,
    });
  });

  it('of another account is none', async () => {
    const accountId = await world.newAccount();
    const foreign = await make(await world.newAccount());
    expect(await end(accountId, foreign)).toBe('API_KEY_NOT_FOUND');
  });
});
