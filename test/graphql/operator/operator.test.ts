import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { NewApiKey } from '../../../src/keys/index.ts';
import { hashInput, type Ledger } from '../../../src/ledger/index.ts';
import { ACCOUNT_ID, credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';

const KEY =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { scopes } secret userErrors { code path ... on ParameterError { allowed } } } }';
const GRANT =
  'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { transaction { id } replayed userErrors { code path } } }';
const ACCOUNT =
  'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } secret replayed userErrors { code path ... on ParameterError { allowed } } } }';

type Created = Omit<NewApiKey, 'now'>;

function keysThat(remember: Created[]) {
  return {
    create: async (key: Created) => {
      remember.push(key);
      const { accountId, name, scopes } = key;
      const dates = {
        expiresAt: key.expiresAt,
        revokedAt: undefined,
        lastUsedAt: undefined,
        createdAt: NOW,
        ancestorIds: [],
      };
      const apiKey = {
        accountId,
        id: KEY_ID,
        name,
        prefix: 'tg_abc',
        scopes,
        spendingLimit: key.spendingLimit,
        limitPeriod: key.limitPeriod ?? 'DAY',
        timeZone: 'UTC',
        resetHour: 0,
        allowedIps: [],
        ...dates,
      };
      return { apiKey, secret: 'tg_abcdef' };
    },
  };
}

describe('createApiKey', () => {
  it("gives the asking key's scopes without OPERATOR and KEYS_WRITE unless told otherwise", async () => {
    const created: Created[] = [];
    const viewer = fakeViewer({ scopes: ['KEYS_WRITE', 'ACCOUNT_READ', 'OPERATOR'] });
    const { data } = await openEdge({ keys: keysThat(created) }).ask(KEY, { input: { name: ' mine ' } }, { viewer });
    expect(data.createApiKey).toMatchObject({
      secret: 'tg_abcdef',
      apiKey: { scopes: ['ACCOUNT_READ'] },
    });
    expect(created).toMatchObject([{ accountId: ACCOUNT_ID, name: 'mine' }]);
  });

  it.each([[['OPERATOR']], [['KEYS_WRITE', 'GENERATION_WRITE']], [[]]])(
    'never gives away more than it has: %j',
    async (scopes) => {
      const viewer = fakeViewer({ scopes: ['KEYS_WRITE', 'ACCOUNT_READ'] });
      const { data } = await openEdge().ask(KEY, { input: { name: 'x', scopes } }, { viewer });
      expect(data.createApiKey).toMatchObject({
        apiKey: null,
        secret: null,
        userErrors: [{ code: 'INVALID_PARAMETER', path: ['scopes'], allowed: ['KEYS_WRITE', 'ACCOUNT_READ'] }],
      });
    },
  );

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ name: 'x', dailyLimit: '0' }, 'dailyLimit'],
    [{ name: 'x', dailyLimit: '-1' }, 'dailyLimit'],
    [{ name: 'x', expiresAt: '2026-11-21T11:59:59Z' }, 'expiresAt'],
  ])('refuses %j', async (input, path) => {
    const { data } = await openEdge().ask(KEY, { input });
    expect(data.createApiKey.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: [path] }]);
  });
});

describe('grantCredits', () => {
  const accountId = toPublicId('acct', ACCOUNT_ID);
  const input = (more: object): object => ({ input: { accountId, credits: '5', idempotencyKey: 'g', ...more } });

  it.each([
    [{ credits: '0' }, 'credits'],
    [{ credits: '-1' }, 'credits'],
    [{ credits: '1000000000.000001' }, 'credits'],
    [{ accountId: 'acct_x' }, 'accountId'],
    [{ idempotencyKey: '' }, 'idempotencyKey'],
    [{ description: '\u0007' }, 'description'],
  ])('refuses %j before the ledger is asked', async (more, path) => {
    const { data } = await openEdge().ask(GRANT, input(more));
    expect(data.grantCredits.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: [path] }]);
  });

  it('knows the account, the dates and the key by the ledger', async () => {
    const refuse =
      (refusal: object): Ledger['submit'] =>
      async () =>
        ({ status: 'refused', refusal }) as never;
    const ask = async (refusal: object): Promise<unknown> =>
      (await openEdge({ ledger: { submit: refuse(refusal) } }).ask(GRANT, input({}))).data.grantCredits.userErrors[0];
    expect(await ask({ code: 'WALLET_NOT_FOUND', accountId: ACCOUNT_ID })).toMatchObject({ path: ['accountId'] });
    expect(await ask({ code: 'INVALID_LOT_DATES' })).toMatchObject({ path: ['expiresAt'] });
    expect(await ask({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' })).toMatchObject({ path: ['idempotencyKey'] });
  });

  it('keeps its idempotency keys apart from those of customers, and hashes what was asked', async () => {
    const commands: Parameters<Ledger['submit']>[0]['command'][] = [];
    const submit: Ledger['submit'] = async ({ command }) => {
      commands.push(command);
      return { status: 'refused', refusal: { code: 'WALLET_NOT_FOUND', accountId: ACCOUNT_ID } };
    };
    const edge = openEdge({ ledger: { submit } });
    await edge.ask(GRANT, input({ credits: '5' }));
    await edge.ask(GRANT, input({ credits: '5.00' }));
    await edge.ask(GRANT, input({ credits: '6' }));
    const [first, same, other] = commands as { idempotencyKey: string; inputHash: string; amount: bigint }[];
    expect(first).toMatchObject({ idempotencyKey: 'grant:g', amount: credits('5'), source: 'PROMOTION' });
    expect(same?.inputHash).toBe(first?.inputHash);
    expect(other?.inputHash).not.toBe(first?.inputHash);
  });
});

describe('createAccount', () => {
  it('lists the plans when there is no such plan', async () => {
    const { data } = await openEdge().ask(ACCOUNT, { input: { name: 'Acme', planId: 'gold' } });
    expect(data.createAccount.userErrors).toMatchObject([
      { code: 'INVALID_PARAMETER', path: ['planId'], allowed: expect.arrayContaining(['free', 'scale']) },
    ]);
  });

  it('never shows a secret twice, and refuses a key that was used for another account', async () => {
    const inputHash = hashInput({ name: 'Acme' });
    const account = { ...fakeViewer({ plan: 'free' }).account, name: 'Acme' };
    const edge = openEdge({
      accounts: { createdUnder: async () => ({ replayed: true, account, inputHash }) },
      purchases: { welcome: async () => false },
    });
    const same = await edge.ask(ACCOUNT, { input: { name: ' Acme ', idempotencyKey: 'a' } });
    expect(same.data.createAccount).toMatchObject({ replayed: true, secret: null, userErrors: [] });
    const other = await edge.ask(ACCOUNT, { input: { name: 'Other', idempotencyKey: 'a' } });
    expect(other.data.createAccount).toMatchObject({
      account: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }],
    });
  });
});
