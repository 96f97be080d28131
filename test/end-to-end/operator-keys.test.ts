// An operator issues, lists and ends keys of any account; who, what and why is kept.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE } from '../support/gateway-operations.ts';

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id scopes } secret userErrors { code path } }
}`;
const REVOKE = `mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { apiKey { id } revoked descendantsLeft userErrors { code path } }
}`;
const KEYS = 'query ($id: ID) { apiKeys(accountId: $id) { id name revokedAt } }';
const ACTIONS = 'query ($id: ID!) { operatorActions(accountId: $id) { action subject reason operatorKeyId } }';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

it('a customer who lost every key gets another one from the operator, who says why', async () => {
  const { id: accountId } = await gateway.newAccount('5');
  const operator = { key: gateway.operatorKey };
  const input = { accountId, name: 'Rescue', scopes: ['ACCOUNT_READ', 'KEYS_WRITE'], reason: 'the secret was lost' };
  const { data } = await gateway.ask(CREATE, { input: { ...input, reason: null } }, operator);
  expect(data.createApiKey.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: ['reason'] }]);
  const issued = (await gateway.ask(CREATE, { input }, operator)).data.createApiKey;
  expect(issued.userErrors).toEqual([]);
  const rescued = { key: issued.secret };
  expect((await gateway.ask(BALANCE, {}, rescued)).data.balance.available).toBe('5');
  const listed = (await gateway.ask(KEYS, { id: accountId }, operator)).data.apiKeys;
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(['Rescue', 'First key']);
  const end = { input: { accountId, id: listed[1].id, reason: 'it was seen in a repository' } };
  expect((await gateway.ask(REVOKE, end, operator)).data.revokeApiKey).toMatchObject({ revoked: 1, userErrors: [] });
  expect((await gateway.ask(ACTIONS, { id: accountId }, operator)).data.operatorActions.slice(0, 2)).toMatchObject([
    { action: 'REVOKE_API_KEY', subject: listed[1].id, reason: 'it was seen in a repository' },
    { action: 'CREATE_API_KEY', subject: 'Rescue', reason: 'the secret was lost' },
  ]);
  const last = { input: { id: issued.apiKey.id } };
  expect((await gateway.ask(REVOKE, last, rescued)).data.revokeApiKey.userErrors).toMatchObject([{ path: ['id'] }]);
});

it('a customer manages no keys of another account', async () => {
  const [one, other] = [await gateway.newAccount('0'), await gateway.newAccount('0')];
  const customer = { key: one.key };
  const input = { accountId: other.id, name: 'Mine', reason: 'because' };
  const { data } = await gateway.ask(CREATE, { input }, customer);
  expect(data.createApiKey).toMatchObject({ secret: null, userErrors: [{ path: ['accountId'] }] });
  const { errors } = await gateway.ask(KEYS, { id: other.id }, customer);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect((await gateway.ask(ACTIONS, { id: other.id }, customer)).errors?.[0]?.extensions).toMatchObject({
    code: 'FORBIDDEN_SCOPE',
  });
});

it('a new key manages keys only when that is said', async () => {
  const { key } = await gateway.newAccount('0');
  const { data } = await gateway.ask(CREATE, { input: { name: 'Worker' } }, { key });
  expect(data.createApiKey.apiKey.scopes).not.toContain('KEYS_WRITE');
});
