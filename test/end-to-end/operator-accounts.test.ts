// An operator looks for accounts, over HTTP; nobody else may.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const ACCOUNTS = `query ($search: String, $status: AccountState, $orderBy: AccountOrder, $first: Int, $after: String) {
  accounts(search: $search, status: $status, orderBy: $orderBy, first: $first, after: $after) {
    nodes { id name email planId billingMode state available reserved creditLimit owed createdAt closedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

let gateway: TestGateway;
let rich: { id: string; key: string };
let poor: { id: string; key: string };

beforeAll(async () => {
  gateway = await startTestGateway();
  poor = await gateway.newAccount('1.5');
  rich = await gateway.newAccount('5000');
});

afterAll(() => gateway.stop());

const list = async (variables: object = {}) => {
  const { data, errors } = await gateway.ask(ACCOUNTS, variables, { key: gateway.operatorKey });
  expect(errors).toBeUndefined();
  return data.accounts;
};

it('lists all accounts, the newest first, with exact balances', async () => {
  const { nodes } = await list();
  expect(nodes.slice(0, 2)).toMatchObject([
    { id: rich.id, name: 'Tested', planId: 'scale', state: 'ACTIVE', available: '5000', owed: '0', closedAt: null },
    { id: poor.id, available: '1.5', billingMode: 'PREPAID', creditLimit: '0' },
  ]);
});

it('finds one by its id, and several by their names, page by page', async () => {
  expect((await list({ search: poor.id })).nodes).toMatchObject([{ id: poor.id }]);
  const first = await list({ search: 'tESTed', orderBy: 'BALANCE_LOWEST', first: 1 });
  expect(first).toMatchObject({ nodes: [{ id: poor.id }], pageInfo: { hasNextPage: true } });
  const after = first.pageInfo.endCursor;
  const second = await list({ search: 'tESTed', orderBy: 'BALANCE_LOWEST', first: 1, after });
  expect(second).toMatchObject({ nodes: [{ id: rich.id }], pageInfo: { hasNextPage: false } });
});

it.each([
  { first: 101 },
  { first: 0 },
  { search: 'x' },
  { search: 'x'.repeat(201) },
  { search: 'ab\u0000' },
  { after: 'nonsense' },
])('refuses %j before anything runs', async (variables) => {
  const answer = await gateway.ask(ACCOUNTS, variables, { key: gateway.operatorKey });
  expect(answer.status).toBe(400);
  expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it('takes no cursor of another order', async () => {
  const { pageInfo } = await list({ first: 1 });
  const variables = { after: pageInfo.endCursor, orderBy: 'OWING' };
  const answer = await gateway.ask(ACCOUNTS, variables, { key: gateway.operatorKey });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

it("tells a customer's key nothing", async () => {
  const answer = await gateway.ask(ACCOUNTS, { search: rich.id }, { key: poor.key });
  expect(answer.data ?? null).toBeNull();
  expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  expect(JSON.stringify(answer)).not.toContain('5000');
});
