// The keys that client tokens are signed with: how gateways share, replace and lose them.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId } from '../../../src/database/index.ts';
import { createKeys, SCOPES, type VerifiedKey } from '../../../src/keys/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { partsOf } from '../../support/token-issuer.ts';

const DAY = 86_400_000;
const clock = { now: new Date('2026-11-21T12:00:00Z') };
const now = (): Date => clock.now;
const pass = (milliseconds: number): void => {
  clock.now = new Date(clock.now.getTime() + milliseconds);
};

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  // As the role that a gateway runs as.
  database = await connectDatabase({ url: own.applicationUrl, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

beforeEach(() => database.rows('delete from client_token_key'));

const settings = (...seeds: Buffer[]) => ({ seeds, hasAccount: async () => true, log: () => undefined });
const open = (...seeds: Buffer[]) => createKeys(database, now, settings(...seeds));

async function newKey(): Promise<string> {
  return (await open().create({ accountId: newId(), name: 'Shop', scopes: SCOPES })).secret;
}

async function keyOf(keys: ReturnType<typeof open>, secret: string): Promise<VerifiedKey> {
  const verification = await keys.verify(secret, 'ANY');
  if (verification.status !== 'good') throw new Error(verification.problem);
  return verification.key;
}

async function mint(keys: ReturnType<typeof open>, secret: string): Promise<string> {
  const asked = { scopes: ['GENERATION_READ'] as const, lifetimeSeconds: 3_600, endUser: undefined };
  const outcome = await keys.createClientToken({ key: await keyOf(keys, secret), ...asked });
  if (outcome.status !== 'minted') throw new Error(outcome.refusal.code);
  return outcome.token.token;
}

const kidOf = (token: string) => partsOf(token).header['kid'];
const statusOf = async (keys: ReturnType<typeof open>, token: string): Promise<string> => {
  const verification = await keys.verify(token, 'ANY');
  return verification.status === 'good' ? 'good' : verification.problem;
};

describe('signing keys in the database', () => {
  it('are shared by gateways, also when each made one at the same time', async () => {
    const secret = await newKey();
    const gateways = [open(), open(), open()];
    const tokens = await Promise.all(gateways.map((keys) => mint(keys, secret)));
    for (const keys of [...gateways, open()]) {
      for (const token of tokens) expect(await statusOf(keys, token)).toBe('good');
    }
    // From then on all sign with the same.
    pass(60_000);
    const later = await Promise.all(gateways.map((keys) => mint(keys, secret)));
    expect(new Set(later.map(kidOf)).size).toBe(1);
  });

  it('are replaced after a month; what they signed works on, at gateways that have not noticed, too', async () => {
    const secret = await newKey();
    const [first, second] = [open(), open()];
    const old = await mint(first, secret);
    expect(await statusOf(second, old)).toBe('good');
    pass(30 * DAY - 1_000);
    const last = await mint(first, secret);
    expect(kidOf(last)).toBe(kidOf(old));
    pass(1_000);
    const next = await mint(first, secret);
    expect(kidOf(next)).not.toBe(kidOf(old));
    for (const keys of [first, second, open()]) {
      expect([await statusOf(keys, last), await statusOf(keys, next)]).toEqual(['good', 'good']);
    }
    pass(30 * DAY);
    await mint(second, secret);
    pass(30 * DAY);
    await mint(second, secret);
    const rows = await database.rows<{ kid: string }>('select kid from client_token_key');
    expect(rows.map(({ kid }) => kid)).not.toContain(kidOf(old));
  });

  it('that an operator deletes sign nothing and open nothing any more, minutes later', async () => {
    const secret = await newKey();
    const keys = open();
    const token = await mint(keys, secret);
    expect(await statusOf(keys, token)).toBe('good');
    await database.rows('delete from client_token_key');
    pass(60_000);
    expect(await statusOf(keys, token)).toBe('TOKEN_UNKNOWN');
    expect(kidOf(await mint(keys, secret))).not.toBe(kidOf(token));
  });
});

describe('signing keys of the configuration', () => {
  it('sign with the first, accept all, and leave those of the database out', async () => {
    const secret = await newKey();
    const [old, next, foreign] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const before = await mint(open(old), secret);
    const both = open(next, old);
    const after = await mint(both, secret);
    expect(kidOf(after)).not.toBe(kidOf(before));
    expect([await statusOf(both, before), await statusOf(both, after)]).toEqual(['good', 'good']);
    const stored = await mint(open(), secret);
    for (const [keys, token] of [
      [open(next), before],
      [open(foreign), after],
      [both, stored],
      [open(), before],
    ] as const) {
      expect(await statusOf(keys, token)).toBe('TOKEN_UNKNOWN');
    }
  });
});

describe('a token', () => {
  it('says nothing of its secret that could be compared with a guess', async () => {
    const secret = `chosen_by_people_${newId()}`;
    await open().create({ accountId: newId(), name: 'Chosen', scopes: SCOPES, secret });
    const [one, other] = [randomBytes(32), randomBytes(32)];
    const marks = [await mint(open(one), secret), await mint(open(other), secret)].map(
      (token) => partsOf(token).claims['sec'],
    );
    expect(marks[0]).not.toBe(marks[1]);
    expect(String(marks[0])).toMatch(/^[\w-]{22}$/);
  });

  it('is made only for a key whose secret was shown', async () => {
    const secret = await newKey();
    const keys = open();
    const asked = { scopes: ['GENERATION_READ'] as const, lifetimeSeconds: 60, endUser: undefined };
    const stood = await keyOf(keys, await mint(keys, secret));
    await expect(keys.createClientToken({ key: stood, ...asked })).rejects.toThrow('no client tokens');
  });
});
