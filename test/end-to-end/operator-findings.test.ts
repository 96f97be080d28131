// What an operator has to look into: generations that should have ended, and where money and credits do not agree.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const STUCK = `query ($minutes: Int, $first: Int, $after: String) {
  stuckGenerations(olderThanMinutes: $minutes, first: $first, after: $after) {
    nodes { accountId ageSeconds reserved generation { id status } } pageInfo { hasNextPage endCursor }
  }
}`;
const FINDINGS = `query ($first: Int, $after: String) {
  reconcileFindings(first: $first, after: $after) {
    totalCount nodes { id code message accountId firstSeenAt checkedAt } pageInfo { hasNextPage endCursor }
  }
}`;
const START =
  'mutation ($input: StartReconciliationInput!) { startReconciliation(input: $input) { started userErrors { code path } } }';

let gateway: TestGateway;
let database: Database;

beforeAll(async () => {
  gateway = await startTestGateway();
  database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await gateway.stop();
});

const operate = async (query: string, variables: object = {}): Promise<Answer> => {
  const { data, errors } = await gateway.ask(query, variables, { key: gateway.operatorKey });
  expect(errors).toBeUndefined();
  return data;
};

it('lists what was accepted long ago and has not ended, and nothing that has', async () => {
  const { id: accountId, key } = await gateway.newAccount('5');
  const ids: string[] = [];
  for (let made = 0; made < 3; made += 1) {
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    ids.push(data.generate.generation.id);
    await gateway.ended(data.generate.generation.id, key);
  }
  expect((await operate(STUCK, { minutes: 1 })).stuckGenerations.nodes).toEqual([]);
  // Two as workers have them that never come to an end; the third has ended long ago.
  const rows = await database.rows<{ id: string }>('select id from generation order by created_at');
  const [oldest, older, ended] = rows.map(({ id }) => id);
  const open = `ended_at = null, billed_at = null, cost = null, effective_cost = null, outputs = '[]'`;
  const stuck = (status: string, due: string) =>
    `update generation set status = '${status}', due_at = ${due}, ${open}, created_at = $2 where id = $1`;
  const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  const far = `now() + interval '1 day'`;
  await database.rows(stuck('RUNNING', far), [oldest, ago(90)]);
  await database.rows(stuck('RUNNING', far), [older, ago(70)]);
  await database.rows('update generation set created_at = $2 where id = $1', [ended, ago(500)]);
  const found = (await operate(STUCK)).stuckGenerations.nodes;
  expect(found).toMatchObject([
    { accountId, reserved: '0.052', generation: { id: ids[0], status: 'RUNNING' } },
    { accountId, generation: { id: ids[1], status: 'RUNNING' } },
  ]);
  expect(found[0].ageSeconds).toBeGreaterThanOrEqual(5_400);
  expect((await operate(STUCK, { minutes: 80 })).stuckGenerations.nodes).toHaveLength(1);
  const page = (await operate(STUCK, { first: 1 })).stuckGenerations;
  const next = await operate(STUCK, { first: 1, after: page.pageInfo.endCursor });
  expect([...page.nodes, ...next.stuckGenerations.nodes].map(({ generation }) => generation.id)).toEqual(
    ids.slice(0, 2),
  );
});

it('shows what a reconciliation found, and begins one with a line in the audit log', async () => {
  const { id: accountId } = await gateway.newAccount('0');
  const grant = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { code } } }';
  // Credits of a pack that nobody paid for.
  await operate(grant, { input: { accountId, credits: '7', source: 'PACK', idempotencyKey: 'unpaid' } });
  const none = (await operate(START, { input: { reason: '' } })).startReconciliation;
  expect(none).toMatchObject({ started: false, userErrors: [{ path: ['reason'] }] });
  // Within a minute of the gateway's own round nothing is done again.
  await database.rows(`update reconciliation set leased_until = now() - interval '1 day', reached_at = null`);
  const { startReconciliation } = await operate(START, { input: { reason: 'the books looked odd' } });
  expect(startReconciliation).toEqual({ started: true, userErrors: [] });
  await waitUntil('the round has found it', async () => (await operate(FINDINGS)).reconcileFindings.totalCount > 0);
  const { reconcileFindings } = await operate(FINDINGS);
  expect(reconcileFindings.nodes).toContainEqual(
    expect.objectContaining({
      code: 'CREDITS_WITHOUT_PAYMENT',
      accountId,
      message: expect.stringContaining(accountId),
    }),
  );
  const { auditLog } = await operate('{ auditLog(action: START_RECONCILIATION) { nodes { reason accountId } } }');
  expect(auditLog.nodes).toEqual([{ reason: 'the books looked odd', accountId: null }]);
});

it.each([
  [STUCK, { minutes: 0 }],
  [STUCK, { minutes: 43_201 }],
  [STUCK, { first: 101 }],
  [STUCK, { after: 'x' }],
  [FINDINGS, { first: 0 }],
  [FINDINGS, { after: 'x' }],
])('refuses %s with %j before anything runs', async (query, variables) => {
  const { status } = await gateway.ask(query, variables, { key: gateway.operatorKey });
  expect(status).toBe(400);
});

it("tells a customer's key nothing", async () => {
  for (const [query, variables] of [
    [STUCK, {}],
    [FINDINGS, {}],
    [START, { input: { reason: 'x' } }],
  ] as const) {
    const { errors } = await gateway.ask(query, variables, { key: gateway.demoKey });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  }
});
