import { describe, expect, it } from '@jest/globals';
import type { Accounts } from '../../../src/accounts/index.ts';
import { ACCOUNT_ID, fakeViewer, KEY_ID, openEdge } from '../open-edge.ts';

const UPDATE = `mutation ($input: UpdateAccountInput!) {
  updateAccount(input: $input) {
    account { timeZone resetHour }
    userErrors { code path message ... on ParameterError { allowed } }
  }
}`;

type Update = Parameters<Accounts['update']>[0];

function accountsThat(seen: Update[]) {
  return {
    update: async (update: Update) => {
      seen.push(update);
      const { account } = fakeViewer();
      return { status: 'updated' as const, account: { ...account, ...update.changes } };
    },
  };
}

describe('updateAccount', () => {
  it('sets what is said, for the acting account and by the acting key', async () => {
    const seen: Update[] = [];
    const edge = openEdge({ accounts: accountsThat(seen) });
    const { data } = await edge.ask(UPDATE, { input: { timeZone: 'Asia/Kathmandu', resetHour: 23 } });
    expect(data.updateAccount).toEqual({ account: { timeZone: 'Asia/Kathmandu', resetHour: 23 }, userErrors: [] });
    await edge.ask(UPDATE, { input: { resetHour: 0, timeZone: null } });
    const who = { accountId: ACCOUNT_ID, actingKeyId: KEY_ID };
    expect(seen).toEqual([
      { ...who, changes: { timeZone: 'Asia/Kathmandu', resetHour: 23 } },
      { ...who, changes: { resetHour: 0 } },
    ]);
  });

  it.each([
    [{ timeZone: 'Berlin' }, ['timeZone'], 'UTC'],
    [{ timeZone: '' }, ['timeZone'], 'UTC'],
    [{ timeZone: '+02:00' }, ['timeZone'], 'UTC'],
    [{ resetHour: 24 }, ['resetHour'], '0 to 23'],
    [{ resetHour: -1 }, ['resetHour'], '0 to 23'],
  ])('refuses %j before the accounts are asked', async (input, path, allowed) => {
    const { data } = await openEdge().ask(UPDATE, { input });
    expect(data.updateAccount).toMatchObject({ account: null, userErrors: [{ code: 'INVALID_PARAMETER', path }] });
    expect(data.updateAccount.userErrors[0].allowed).toContain(allowed);
  });

  it('says that a limited key may not', async () => {
    const update = async () => ({ status: 'refused', code: 'LIMITED_KEY' }) as const;
    const { data } = await openEdge({ accounts: { update } }).ask(UPDATE, { input: { resetHour: 1 } });
    expect(data.updateAccount.userErrors).toMatchObject([{ allowed: ['a key that no limit binds'] }]);
  });

  it('needs KEYS_WRITE, and an account that is not suspended', async () => {
    const reader = fakeViewer({ scopes: ['ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR'] });
    expect((await openEdge().ask(UPDATE, { input: {} }, { viewer: reader })).status).toBe(403);
    const viewer = fakeViewer({ status: 'SUSPENDED' });
    const { data } = await openEdge().ask(UPDATE, { input: {} }, { viewer });
    expect(data.updateAccount.userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }]);
  });
});
