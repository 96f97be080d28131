// A change and its line in the audit log are one transaction of the database: neither is ever there without the other. PostgreSQL itself
// says so: every row carries the number of the transaction that wrote it last (xmin).
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

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

const inputTypeOf = (name: string): string =>
  /^(suspend|release|close)Account$/.test(name)
    ? 'OperateAccountInput'
    : `${name[0]?.toUpperCase()}${name.slice(1)}Input`;

/** What a mutation with this input answers. */
async function change(name: string, input: object): Promise<Answer> {
  const query = `mutation ($input: ${inputTypeOf(name)}!) { ${name}(input: $input) { userErrors { code path message } } }`;
  const { data, errors } = await gateway.ask(query, { input }, { key: gateway.operatorKey });
  expect(errors).toBeUndefined();
  return data[name].userErrors;
}

/** Those that the newest line of the audit log was written together with. */
async function writtenTogether(table: string): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>(
    `select count(*) as count from ${table} as changed
      where changed.xmin = (select xmin from operator_action order by created_at desc, id desc limit 1)`,
  );
  return Number(row?.count);
}

const countActions = async (): Promise<number> =>
  Number((await database.rows<{ count: bigint }>('select count(*) as count from operator_action'))[0]?.count);

interface Subject {
  readonly accountId: string;
  readonly generationId: string;
  readonly keyId: string;
}

/** An account that has paid for a generation. */
async function newSubject(): Promise<Subject> {
  const { id: accountId, key } = await gateway.newAccount('5');
  const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
  const generationId = data.generate.generation.id;
  await gateway.ended(generationId, key);
  const viewer = await gateway.ask('{ viewer { apiKeyId } }', {}, { key });
  return { accountId, generationId, keyId: viewer.data.viewer.apiKeyId };
}

const CHANGES: readonly [name: string, table: string, input: (subject: Subject) => object][] = [
  ['grantCredits', 'ledger_transaction', () => ({ credits: '2', idempotencyKey: 'g' })],
  ['deductCredits', 'ledger_transaction', () => ({ credits: '2', idempotencyKey: 'd' })],
  ['refundCharge', 'ledger_transaction', ({ generationId }) => ({ generationId, idempotencyKey: 'r' })],
  ['suspendAccount', 'account', () => ({})],
  ['setPlan', 'account', () => ({ planId: 'free' })],
  ['editAccount', 'account', () => ({ name: 'Grace' })],
  ['closeAccount', 'account', () => ({})],
  ['closeAccount', 'api_key', () => ({})],
  ['createApiKey', 'api_key', () => ({ name: 'Another', scopes: ['ACCOUNT_READ'] })],
  ['rotateApiKey', 'api_key', ({ keyId: id }) => ({ id })],
  ['revokeApiKey', 'api_key', ({ keyId: id }) => ({ id })],
];

describe('in one transaction', () => {
  it.each(CHANGES)('%s (%s)', async (name, table, input) => {
    const subject = await newSubject();
    const before = await countActions();
    expect(await change(name, { accountId: subject.accountId, reason: 'why', ...input(subject) })).toEqual([]);
    expect(await countActions()).toBe(before + 1);
    expect(await writtenTogether(table)).toBeGreaterThan(0);
  });

  it('releaseAccount (account)', async () => {
    const { accountId } = await newSubject();
    await change('suspendAccount', { accountId, reason: 'why' });
    expect(await change('releaseAccount', { accountId, reason: 'why' })).toEqual([]);
    expect(await writtenTogether('account')).toBe(1);
  });

  it('createAccount (account)', async () => {
    const input = { name: 'Ada', email: 'ada@example.com', idempotencyKey: 'one' };
    expect(await change('createAccount', input)).toEqual([]);
    expect(await writtenTogether('account')).toBe(1);
    const made = await countActions();
    expect(await change('createAccount', input)).toEqual([]);
    expect(await countActions()).toBe(made);
  });

  it('setBillingMode (wallet), with what it was and what it is', async () => {
    await change('createAccount', { name: 'Bob', email: 'bob@example.com', idempotencyKey: 'bob' });
    const accountId = await idByName('Bob');
    for (const creditLimit of ['10', '20']) {
      expect(await change('setBillingMode', { accountId, mode: 'POSTPAID', creditLimit, reason: 'why' })).toEqual([]);
      expect(await writtenTogether('wallet')).toBe(1);
    }
    const log = `query ($accountId: ID!) { auditLog(accountId: $accountId, action: SET_BILLING_MODE) { nodes { changes { field before after } } } }`;
    const { data } = await gateway.ask(log, { accountId }, { key: gateway.operatorKey });
    expect(data.auditLog.nodes).toEqual([
      {
        changes: [
          { field: 'billingMode', before: 'POSTPAID', after: 'POSTPAID' },
          { field: 'creditLimit', before: '10', after: '20' },
        ],
      },
      {
        changes: [
          { field: 'billingMode', before: 'PREPAID', after: 'POSTPAID' },
          { field: 'creditLimit', before: '0', after: '10' },
        ],
      },
    ]);
  });
});

async function idByName(name: string): Promise<string> {
  const query = 'query ($name: String) { accounts(search: $name, first: 1) { nodes { id } } }';
  const { data } = await gateway.ask(query, { name }, { key: gateway.operatorKey });
  return data.accounts.nodes[0].id;
}

describe('a reason', () => {
  it.each([
    ['with a line break', 'one\ntwo'],
    ['with a control character', 'one\u0000two'],
    ['with an escape sequence', '\u001b[2J'],
    ['that shows nothing', ' \u200b '],
    ['that is half a character', '\ud800'],
    ['of a thousand characters', 'x'.repeat(1_000)],
  ])('%s is refused by every change, and nothing is written', async (_what, reason) => {
    const subject = await newSubject();
    const before = await countActions();
    const all: [string, object][] = CHANGES.map(([name, , input]) => [
      name,
      { accountId: subject.accountId, ...input(subject) },
    ]);
    for (const [name, input] of [
      ...all,
      ['releaseAccount', { accountId: subject.accountId }],
      ['startReconciliation', {}],
    ] as [string, object][]) {
      expect([name, await change(name, { ...input, reason })]).toMatchObject([name, [{ path: ['reason'] }]]);
    }
    expect(await countActions()).toBe(before);
  });

  it('of a megabyte is not even read', async () => {
    const { id: accountId } = await gateway.newAccount('1');
    const input = { accountId, reason: 'x'.repeat(1_048_576) };
    const query = 'mutation ($input: OperateAccountInput!) { suspendAccount(input: $input) { changed } }';
    const { status, data } = await gateway.ask(query, { input }, { key: gateway.operatorKey });
    expect([status, data?.suspendAccount ?? null]).toEqual([413, null]);
  });
});

describe('an account is not closed', () => {
  const SUBSCRIBE = `insert into plan_subscription
      (account_id, subscription_id, plan_id, status, current_period_end, cancel_at_period_end, started_at, updated_from_event_created, read_at)
    select id, $2, plan_id, $3, now() + interval '20 days', $4, now() - $5 * interval '1 day', now(), now() from account where name = $1`;

  /** By a name of its own, since rows have other ids than the answers. */
  async function newNamed(name: string): Promise<string> {
    const { id: accountId } = await gateway.newAccount('1');
    expect(await change('editAccount', { accountId, name, reason: 'a name' })).toEqual([]);
    return accountId;
  }

  it.each([
    ['is ACTIVE', [['sub_1', 'ACTIVE', false, 1]]],
    [
      'is PAST_DUE, beside a newer one that has ended',
      [
        ['sub_2', 'PAST_DUE', false, 9],
        ['sub_3', 'CANCELED', false, 1],
      ],
    ],
  ] as const)('while a subscription %s', async (what, subscriptions) => {
    const accountId = await newNamed(what);
    for (const subscription of subscriptions) await database.rows(SUBSCRIBE, [what, ...subscription]);
    expect(await change('closeAccount', { accountId, reason: 'why' })).toMatchObject([
      { path: ['accountId'], message: expect.stringContaining('subscription') },
    ]);
    await database.rows(`update plan_subscription set cancel_at_period_end = true`);
    expect(await change('closeAccount', { accountId, reason: 'why' })).toEqual([]);
  });

  it('when a subscription begins at the same moment', async () => {
    const accountId = await newNamed('racing');
    let closing: Promise<Answer> | undefined;
    await database.transaction(async (tx) => {
      await tx.rows("select id from account where name = 'racing' for update");
      await tx.rows(SUBSCRIBE, ['racing', 'sub_race', 'ACTIVE', false, 0]);
      closing = change('closeAccount', { accountId, reason: 'why' });
      await waitUntil('the closing waits for the account', async () => {
        const waiting = await database.rows<{ count: bigint }>(
          'select count(*) as count from pg_locks where not granted',
        );
        return Number(waiting[0]?.count) > 0;
      });
    });
    expect(await closing).toMatchObject([{ path: ['accountId'], message: expect.stringContaining('subscription') }]);
  });

  it('with a key of its own that would end by it', async () => {
    const { data } = await gateway.ask('{ account { id } }', {}, { key: gateway.operatorKey });
    expect(await change('closeAccount', { accountId: data.account.id, reason: 'why' })).toMatchObject([
      { path: ['accountId'] },
    ]);
  });
});
