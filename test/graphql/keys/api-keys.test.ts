import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { KeyRefusal, KeyUpdate } from '../../../src/keys/index.ts';
import type { Ledger } from '../../../src/ledger/index.ts';
import { ZERO } from '../../../src/money/index.ts';
import { ACCOUNT_ID, credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const UPDATE = `mutation ($input: UpdateApiKeyInput!) {
  updateApiKey(input: $input) {
    apiKey { id name scopes expiresAt dailySpend { limit } spending { limit period remaining resetsAt } }
    userErrors { code path status ... on ParameterError { allowed } }
  }
}`;
const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret userErrors { code path ... on ParameterError { allowed } } }
}`;
const TARGET = '01940000-0000-7000-8000-000000000099';
const id = toPublicId('key', TARGET);
const SOON = new Date('2026-11-22T00:00:00Z');

function keysThat(remember: KeyUpdate[]) {
  return {
    update: async (update: KeyUpdate) => {
      remember.push(update);
      const dates = {
        expiresAt: SOON,
        revokedAt: undefined,
        lastUsedAt: undefined,
        createdAt: NOW,
        ancestorIds: [],
        allowedIps: [],
        timeZone: 'UTC',
        resetHour: 0,
      };
      const powers = {
        scopes: ['GENERATION_READ'] as const,
        spendingLimit: credits('2.5'),
        limitPeriod: 'DAY' as const,
      };
      const apiKey = { accountId: ACCOUNT_ID, id: TARGET, name: 'Robot', prefix: 'tg_abc', ...powers, ...dates };
      return { status: 'updated' as const, apiKey };
    },
  };
}

const unused: Ledger['keyUses'] = async (asked) =>
  asked.map((one) => ({ ...one, fromQuarter: 0, untilQuarter: 0, reserved: ZERO, charged: ZERO }));

const refusing = (refusal: KeyRefusal) => ({ update: async () => ({ status: 'refused' as const, refusal }) });

describe('updateApiKey', () => {
  it('passes on what was named, for the acting account and by the acting key', async () => {
    const seen: KeyUpdate[] = [];
    const edge = openEdge({ keys: keysThat(seen), ledger: { keyUses: unused } });
    const input = { id, name: ' Robot ', scopes: ['GENERATION_READ', 'GENERATION_READ'], dailyLimit: '2.5' };
    const { data } = await edge.ask(UPDATE, { input: { ...input, expiresAt: SOON } });
    expect(data.updateApiKey).toEqual({
      apiKey: {
        id,
        name: 'Robot',
        scopes: ['GENERATION_READ'],
        expiresAt: '2026-11-22T00:00:00.000Z',
        dailySpend: { limit: '2.5' },
        spending: { limit: '2.5', period: 'DAY', remaining: '2.5', resetsAt: '2026-11-22T00:00:00.000Z' },
      },
      userErrors: [],
    });
    const limit = { spendingLimit: credits('2.5'), limitPeriod: 'DAY' };
    const changes = { name: 'Robot', scopes: ['GENERATION_READ'], ...limit, expiresAt: SOON };
    expect(seen).toEqual([{ accountId: ACCOUNT_ID, actingKeyId: KEY_ID, apiKeyId: TARGET, changes }]);
  });

  it('tells what is absent from what is null', async () => {
    const seen: KeyUpdate[] = [];
    const edge = openEdge({ keys: keysThat(seen), ledger: { keyUses: unused } });
    await edge.ask(UPDATE, { input: { id } });
    await edge.ask(UPDATE, { input: { id, name: null, scopes: null, dailyLimit: null, expiresAt: null } });
    await edge.ask(UPDATE, { input: { id, spendingLimit: null } });
    await edge.ask(UPDATE, { input: { id, dailyLimit: null, spendingLimit: { amount: '3', period: 'MONTH' } } });
    const monthly = { spendingLimit: credits('3'), limitPeriod: 'MONTH' };
    const none = { spendingLimit: null };
    expect(seen.map(({ changes }) => changes)).toEqual([{}, { ...none, expiresAt: null }, none, monthly]);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ dailyLimit: '0' }, 'dailyLimit'],
    [{ dailyLimit: '-1' }, 'dailyLimit'],
    [{ dailyLimit: '1', spendingLimit: { amount: '1', period: 'DAY' } }, 'dailyLimit'],
    [{ expiresAt: NOW.toISOString() }, 'expiresAt'],
  ])('refuses %j before the keys are asked', async (change, path) => {
    const { data } = await openEdge().ask(UPDATE, { input: { id, ...change } });
    expect(data.updateApiKey).toMatchObject({
      apiKey: null,
      userErrors: [{ code: 'INVALID_PARAMETER', path: [path] }],
    });
  });

  it.each<[KeyRefusal, string, string[], string[]]>([
    [{ code: 'SCOPES_NOT_HELD', held: ['KEYS_WRITE'] }, 'INVALID_PARAMETER', ['scopes'], ['KEYS_WRITE']],
    [
      { code: 'LIMIT_ABOVE_OWN', own: credits('3'), period: 'WEEK' },
      'INVALID_PARAMETER',
      ['spendingLimit'],
      ['at most 3'],
    ],
    [{ code: 'EXPIRY_AFTER_OWN', own: SOON }, 'INVALID_PARAMETER', ['expiresAt'], ['until 2026-11-22T00:00:00.000Z']],
    [
      { code: 'MIGHTIER_KEY', path: 'expiresAt' },
      'INVALID_PARAMETER',
      ['expiresAt'],
      ['keys with no more scopes than the asking one'],
    ],
  ])('says why: %j', async (refusal, code, path, allowed) => {
    const { data } = await openEdge({ keys: refusing(refusal) }).ask(UPDATE, { input: { id, name: 'x' } });
    expect(data.updateApiKey.userErrors).toEqual([{ code, path, status: 422, allowed }]);
  });

  it.each(['key_x', toPublicId('gen', TARGET), ''])('knows no key %j', async (wrong) => {
    const { data } = await openEdge().ask(UPDATE, { input: { id: wrong, name: 'x' } });
    expect(data.updateApiKey.userErrors).toMatchObject([{ code: 'API_KEY_NOT_FOUND', path: ['id'], status: 404 }]);
  });

  it('needs KEYS_WRITE, and an account that is not suspended', async () => {
    const reader = fakeViewer({ scopes: ['ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR'] });
    expect((await openEdge().ask(UPDATE, { input: { id } }, { viewer: reader })).status).toBe(403);
    const suspended = fakeViewer({ status: 'SUSPENDED' });
    const { data } = await openEdge().ask(UPDATE, { input: { id, name: 'x' } }, { viewer: suspended });
    expect(data.updateApiKey.userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }]);
  });
});

describe('createApiKey, asked with a key that has an end', () => {
  const plain = fakeViewer();
  const viewer = { ...plain, key: { ...plain.key, spendingLimit: credits('3'), expiresAt: SOON } };

  it('gives its own limit and end when nothing else is said', async () => {
    const created: unknown[] = [];
    const create = async (key: unknown): Promise<never> => {
      created.push(key);
      throw new Error('enough was seen');
    };
    await openEdge({ keys: { create } }).ask(CREATE, { input: { name: 'x' } }, { viewer });
    expect(created).toMatchObject([{ spendingLimit: credits('3'), limitPeriod: 'DAY', expiresAt: SOON }]);
  });

  it.each([
    [{ dailyLimit: '3.000001' }, ['dailyLimit'], ['at most 3']],
    [{ spendingLimit: { amount: '3.000001', period: 'DAY' } }, ['spendingLimit'], ['at most 3']],
    [{ expiresAt: '2026-11-22T00:00:00.001Z' }, ['expiresAt'], ['until 2026-11-22T00:00:00.000Z']],
  ])('never gives more: %j', async (more, path, allowed) => {
    const { data } = await openEdge().ask(CREATE, { input: { name: 'x', ...more } }, { viewer });
    expect(data.createApiKey).toEqual({ secret: null, userErrors: [{ code: 'INVALID_PARAMETER', path, allowed }] });
  });
});
