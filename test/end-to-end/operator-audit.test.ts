// What operators change, over HTTP: each change is in the audit log with who, why and the amounts, in the transaction that made it, and
// nobody who runs the gateway can change the log. Nobody else than an operator may do any of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const LOG = `query ($accountId: ID, $operatorKeyId: ID, $action: OperatorActionKind, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  auditLog(accountId: $accountId, operatorKeyId: $operatorKeyId, action: $action, from: $from, to: $to, first: $first, after: $after) {
    nodes { id accountId action operatorKeyId subject reason amount availableBefore availableAfter sequence createdAt changes { field before after } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const errors = 'userErrors { code path message ... on InsufficientCreditsError { required available shortfall } }';
const DEDUCT = `mutation ($input: DeductCreditsInput!) {
  deductCredits(input: $input) { transaction { sequence type amount description } balance { available } replayed ${errors} }
}`;
const onAccount = (name: string, input = 'OperateAccountInput') =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { account { id name email status plan { id } closedAt } changed ${errors} } }`;
const SUSPEND = onAccount('suspendAccount');
const RELEASE = onAccount('releaseAccount');
const CLOSE = onAccount('closeAccount');
const SET_PLAN = onAccount('setPlan', 'SetPlanInput');
const EDIT = onAccount('editAccount', 'EditAccountInput');
const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { replayed ${errors} } }`;
const REFUND = `mutation ($input: RefundChargeInput!) { refundCharge(input: $input) { replayed ${errors} } }`;

let gateway: TestGateway;
let operatorKeyId: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  operatorKeyId = (await operate('{ viewer { apiKeyId } }')).viewer.apiKeyId;
});

afterAll(() => gateway.stop());

async function operate(query: string, variables: object = {}): Promise<Answer> {
  const answer = await gateway.ask(query, variables, { key: gateway.operatorKey });
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

const logOf = async (filter: object): Promise<Answer[]> => (await operate(LOG, filter)).auditLog.nodes;
const balanceOf = async (key: string): Promise<string> =>
  (await gateway.ask(BALANCE, {}, { key })).data.balance.available;

describe('credits', () => {
  it('are deducted once under a key, with the amounts before and after in the log', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const input = { accountId, credits: '3.25', reason: 'granted twice', idempotencyKey: 'd' };
    const first = (await operate(DEDUCT, { input })).deductCredits;
    expect(first).toMatchObject({ replayed: false, userErrors: [], balance: { available: '6.75' } });
    expect(first.transaction).toMatchObject({ type: 'CLAWBACK', amount: '-3.25', description: 'granted twice' });
    expect((await operate(DEDUCT, { input })).deductCredits).toMatchObject({ replayed: true });
    const other = (await operate(DEDUCT, { input: { ...input, credits: '3' } })).deductCredits;
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]);
    expect(await balanceOf(key)).toBe('6.75');
    const [deducted, granted, opened, ...rest] = await logOf({ accountId });
    expect(rest).toEqual([]);
    expect(deducted).toMatchObject({
      ...{ accountId, operatorKeyId, action: 'DEDUCT_CREDITS', reason: 'granted twice' },
      ...{ amount: '-3.25', availableBefore: '10', availableAfter: '6.75', sequence: first.transaction.sequence },
    });
    expect(granted).toMatchObject({
      action: 'GRANT_CREDITS',
      amount: '10',
      availableBefore: '0',
      availableAfter: '10',
    });
    expect(opened).toMatchObject({ action: 'CREATE_ACCOUNT', amount: null, sequence: null });
  });

  it.each([
    [{ credits: '5.000001' }, 'INSUFFICIENT_CREDITS'],
    [{ credits: '0' }, 'INVALID_PARAMETER'],
    [{ credits: '-1' }, 'INVALID_PARAMETER'],
    [{ reason: '' }, 'INVALID_PARAMETER'],
    [{ reason: 'x'.repeat(501) }, 'INVALID_PARAMETER'],
    [{ idempotencyKey: '' }, 'INVALID_PARAMETER'],
    [{ accountId: 'acct_nobody' }, 'INVALID_PARAMETER'],
    [{ accountId: 'acct_01h455vb4pex5vsknk084sn02q' }, 'INVALID_PARAMETER'],
  ])('are not deducted by %j, and nothing is in the log', async (change, code) => {
    const { id: accountId, key } = await gateway.newAccount('5');
    const input = { accountId, credits: '1', reason: 'why', idempotencyKey: 'd', ...change };
    const { deductCredits } = await operate(DEDUCT, { input });
    expect(deductCredits).toMatchObject({ transaction: null, userErrors: [{ code }] });
    expect(await balanceOf(key)).toBe('5');
    expect(await logOf({ accountId, action: 'DEDUCT_CREDITS' })).toEqual([]);
  });

  it('of twenty deductions at once, as many as fit are made, and exactly these are in the log', async () => {
    const { id: accountId, key } = await gateway.newAccount('5');
    const one = (place: number) => ({ accountId, credits: '1', reason: 'why', idempotencyKey: `d${place}` });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, place) => operate(DEDUCT, { input: one(place) })));
    expect(answers.filter(({ deductCredits }) => deductCredits.userErrors.length === 0)).toHaveLength(5);
    expect(await balanceOf(key)).toBe('0');
    const log = await logOf({ accountId, action: 'DEDUCT_CREDITS' });
    expect(log.map(({ availableBefore, availableAfter }) => [availableBefore, availableAfter]).sort()).toEqual(
      [0, 1, 2, 3, 4].map((left) => [String(left + 1), String(left)]),
    );
    const verified = await gateway.ask('{ verifyLedger { ok problems } }', {}, { key });
    expect(verified.errors ?? verified.data.verifyLedger.problems).toEqual([]);
  });

  it('that were bought are not deducted', async () => {
    const { id: accountId } = await gateway.newAccount('0');
    await operate(GRANT, { input: { accountId, credits: '8', source: 'PACK', idempotencyKey: 'bought', reason: 'x' } });
    await operate(GRANT, {
      input: { accountId, credits: '2', source: 'PROMOTION', idempotencyKey: 'free', reason: 'x' },
    });
    const input = { accountId, credits: '2.5', reason: 'why', idempotencyKey: 'd' };
    const { deductCredits } = await operate(DEDUCT, { input });
    expect(deductCredits.userErrors).toMatchObject([
      { code: 'INSUFFICIENT_CREDITS', required: '2.5', available: '2', shortfall: '0.5' },
    ]);
  });

  it('that a charge had are given back with a line in the log, once', async () => {
    const { id: accountId, key } = await gateway.newAccount('1');
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    const generationId = data.generate.generation.id;
    await gateway.ended(generationId, key);
    const input = { accountId, generationId, reason: 'it was wrong', idempotencyKey: 'r' };
    for (const replayed of [false, true]) {
      expect((await operate(REFUND, { input })).refundCharge).toMatchObject({ replayed, userErrors: [] });
    }
    expect(await logOf({ accountId, action: 'REFUND_CHARGE' })).toMatchObject([
      { subject: generationId, amount: '0.052', availableBefore: '0.948', availableAfter: '1', reason: 'it was wrong' },
    ]);
  });
});

describe('an account', () => {
  const status = 'query { account { status } }';

  it('is suspended and released, each written once; meanwhile it may look and not spend', async () => {
    const { id: accountId, key } = await gateway.newAccount('5');
    const input = { accountId, reason: 'abuse' };
    const generate = async () => (await gateway.ask(GENERATE, { input: generateInput() }, { key })).data.generate;
    expect((await operate(SUSPEND, { input })).suspendAccount).toMatchObject({
      changed: true,
      account: { status: 'SUSPENDED' },
    });
    expect((await operate(SUSPEND, { input })).suspendAccount).toMatchObject({ changed: false, userErrors: [] });
    expect((await generate()).userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }]);
    expect((await gateway.ask(status, {}, { key })).data.account.status).toBe('SUSPENDED');
    expect((await operate(RELEASE, { input })).releaseAccount).toMatchObject({
      changed: true,
      account: { status: 'ACTIVE' },
    });
    expect((await operate(RELEASE, { input })).releaseAccount).toMatchObject({ changed: false });
    expect((await generate()).userErrors).toEqual([]);
    const log = await logOf({ accountId });
    expect(log.slice(0, 2)).toMatchObject([
      { action: 'RELEASE_ACCOUNT', reason: 'abuse', changes: [{ before: 'SUSPENDED', after: 'ACTIVE' }] },
      { action: 'SUSPEND_ACCOUNT', changes: [{ field: 'status', before: 'ACTIVE', after: 'SUSPENDED' }] },
    ]);
  });

  it('is closed for good: its keys end, what runs is settled, its credits stay', async () => {
    const { id: accountId, key } = await gateway.newAccount('5');
    const running = (await gateway.ask(GENERATE, { input: generateInput() }, { key })).data.generate.generation;
    const input = { accountId, reason: 'asked for' };
    const closed = (await operate(CLOSE, { input })).closeAccount;
    expect(closed).toMatchObject({ changed: true, account: { status: 'SUSPENDED' }, userErrors: [] });
    expect(closed.account.closedAt).not.toBeNull();
    expect((await gateway.ask(BALANCE, {}, { key })).status).toBe(401);
    expect((await operate(CLOSE, { input })).closeAccount).toMatchObject({ changed: false });
    for (const [query, name] of [
      [SUSPEND, 'suspendAccount'],
      [RELEASE, 'releaseAccount'],
    ] as const) {
      expect((await operate(query, { input }))[name].userErrors).toMatchObject([{ path: ['accountId'] }]);
    }
    const issue = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret ${errors} } }`;
    const issued = await operate(issue, { input: { accountId, name: 'Back', reason: 'x', scopes: ['ACCOUNT_READ'] } });
    expect(issued.createApiKey).toMatchObject({ secret: null, userErrors: [{ path: ['accountId'] }] });
    const listed = `query ($id: String) { accounts(search: $id, status: CLOSED) { nodes { state available reserved } } }`;
    await expectEventually(
      async () => (await operate(listed, { id: accountId })).accounts.nodes,
      [{ state: 'CLOSED', available: '4.948', reserved: '0' }],
    );
    expect(running.id).toMatch(/^gen_/);
    expect(await logOf({ accountId, action: 'CLOSE_ACCOUNT' })).toMatchObject([
      { changes: [{ field: 'keysEnded', before: '0', after: '1' }] },
    ]);
  });

  it('gets another plan, name and address; who it is does not stand in the log', async () => {
    const { id: accountId } = await gateway.newAccount('0');
    const planned = await operate(SET_PLAN, { input: { accountId, planId: 'free', reason: 'a mistake' } });
    expect(planned.setPlan).toMatchObject({ changed: true, account: { plan: { id: 'free' } } });
    const none = await operate(SET_PLAN, { input: { accountId, planId: 'none', reason: 'a mistake' } });
    expect(none.setPlan.userErrors).toMatchObject([{ path: ['planId'] }]);
    const edit = { accountId, name: ' Grace ', email: 'grace@example.com', reason: 'she married' };
    expect((await operate(EDIT, { input: edit })).editAccount).toMatchObject({
      changed: true,
      account: { name: 'Grace', email: 'grace@example.com' },
    });
    expect((await operate(EDIT, { input: edit })).editAccount).toMatchObject({ changed: false });
    const other = await gateway.newAccount('0');
    const taken = await operate(EDIT, { input: { ...edit, accountId: other.id, email: 'GRACE@example.com ' } });
    expect(taken.editAccount.userErrors).toMatchObject([
      { code: expect.stringMatching(/EMAIL_TAKEN|INVALID_PARAMETER/) },
    ]);
    const again = await operate(EDIT, { input: { ...edit, accountId: other.id, email: 'GRACE@example.com' } });
    expect(again.editAccount.userErrors).toMatchObject([{ code: 'EMAIL_TAKEN' }]);
    const log = await logOf({ accountId });
    expect(log[1]).toMatchObject({
      action: 'SET_PLAN',
      changes: [{ field: 'planId', before: 'scale', after: 'free' }],
    });
    expect(log[0]).toMatchObject({ action: 'EDIT_ACCOUNT', changes: [{ field: 'name' }, { field: 'email' }] });
    expect(JSON.stringify(log)).not.toMatch(/grace/i);
  });
});

describe('the audit log', () => {
  it('is read page by page, and by account, key, action and time', async () => {
    const { id: accountId } = await gateway.newAccount('1');
    for (const reason of ['one', 'two', 'three']) await operate(SUSPEND_AND_RELEASE, { input: { accountId, reason } });
    const whole = await logOf({ accountId });
    expect(whole.map(({ reason }) => reason).slice(0, 6)).toEqual(['three', 'three', 'two', 'two', 'one', 'one']);
    const read: Answer[] = [];
    let after: string | null = null;
    do {
      const { auditLog } = await operate(LOG, { accountId, first: 3, after });
      read.push(...auditLog.nodes);
      after = auditLog.pageInfo.hasNextPage === true ? auditLog.pageInfo.endCursor : null;
    } while (after !== null);
    expect(read).toEqual(whole);
    expect(await logOf({ accountId, action: 'RELEASE_ACCOUNT' })).toHaveLength(3);
    expect(await logOf({ accountId, operatorKeyId })).toEqual(whole);
    expect(await logOf({ operatorKeyId: (await gateway.newAccount('0')).id.replace('acct', 'key') })).toEqual([]);
    const from = whole[0].createdAt;
    expect(await logOf({ accountId, to: whole.at(-1).createdAt })).toEqual([]);
    expect((await logOf({ accountId, from })).map(({ id }) => id)).toContain(whole[0].id);
  });

  it.each([
    ['update operator_action set reason = $1', ['nothing happened']],
    ['delete from operator_action where reason <> $1', ['nothing happened']],
    ['truncate operator_action', []],
  ])('cannot be changed: %s', async (statement, values) => {
    await gateway.newAccount('1');
    for (const [url, why] of [
      [gateway.applicationUrl, /permission denied/],
      [gateway.databaseUrl, /append-only/],
    ] as const) {
      const database = await connectDatabase({ url, orm: ormConfig });
      try {
        await expect(database.rows(statement, values)).rejects.toThrow(why);
      } finally {
        await database.close();
      }
    }
  });
});

const SUSPEND_AND_RELEASE = `mutation ($input: OperateAccountInput!) {
  suspendAccount(input: $input) { changed } releaseAccount(input: $input) { changed }
}`;

describe("a customer's key", () => {
  it('may do none of it, to its own account or to another', async () => {
    const [mine, theirs] = [await gateway.newAccount('5'), await gateway.newAccount('5')];
    for (const accountId of [mine.id, theirs.id]) {
      const asked: [string, object][] = [
        [DEDUCT, { accountId, credits: '1', reason: 'x', idempotencyKey: 'k' }],
        [SUSPEND, { accountId, reason: 'x' }],
        [RELEASE, { accountId, reason: 'x' }],
        [CLOSE, { accountId, reason: 'x' }],
        [SET_PLAN, { accountId, reason: 'x', planId: 'free' }],
        [EDIT, { accountId, reason: 'x', name: 'Mine' }],
      ];
      for (const [query, input] of asked) {
        const answer = await gateway.ask(query, { input }, { key: mine.key });
        expect([query, answer.errors?.[0]?.extensions.code]).toEqual([query, 'FORBIDDEN_SCOPE']);
      }
      const log = await gateway.ask(LOG, { accountId }, { key: mine.key });
      expect(log.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
    }
    expect(await balanceOf(theirs.key)).toBe('5');
    expect(await logOf({ accountId: theirs.id })).toHaveLength(2);
  });
});

async function expectEventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  await waitUntil('it is as expected', async () => JSON.stringify(await read()) === JSON.stringify(expected));
}
