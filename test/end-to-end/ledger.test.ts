// What can be asked of the ledger through GraphQL, against a whole gateway: verification, refunds of charges, limits.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/callers/ids.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

const VERIFY = '{ verifyLedger { ok transactions firstSequence lastSequence headHash problems } }';
const REFUND = `mutation ($input: RefundChargeInput!) {
  refundCharge(input: $input) {
    transaction { id type amount description generation { id } }
    balance { available reserved }
    replayed
    userErrors { __typename code path message ... on ParameterError { allowed } }
  }
}`;

async function charged(key: string): Promise<string> {
  const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
  const { id } = data.generate.generation;
  expect(await gateway.ended(id, key)).toMatchObject({ status: 'SUCCEEDED', cost: '0.052' });
  return id;
}

async function refund(input: object) {
  const { data, errors } = await gateway.ask(
    REFUND,
    { input: { reason: 'It was blurred.', ...input } },
    { key: gateway.operatorKey },
  );
  expect(errors).toBeUndefined();
  return data.refundCharge;
}

describe('verifyLedger', () => {
  it('is clean after a life of generations, and goes with the balance', async () => {
    const { key } = await gateway.newAccount('10');
    await charged(key);
    const { data } = await gateway.ask(VERIFY, {}, { key });
    expect(data.verifyLedger).toEqual({
      ok: true,
      transactions: 3,
      firstSequence: '1',
      lastSequence: '3',
      headHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      problems: [],
    });
  });

  it('knows an account that nothing happened in', async () => {
    const { key } = await gateway.newAccount('0');
    const { data } = await gateway.ask(VERIFY, {}, { key });
    expect(data.verifyLedger).toMatchObject({ ok: true, transactions: 0, firstSequence: null, headHash: null });
  });
});

describe('a verification in the background', () => {
  const RUN = 'status startedAt finishedAt verification { ok transactions problems }';
  const START = `mutation { startLedgerVerification { ${RUN} } }`;
  const LAST = `{ ledgerVerification { ${RUN} } }`;

  it('is the way for a ledger that is too long to be verified while its customer waits, and finds what is wrong', async () => {
    const { key, id } = await gateway.newAccount('1');
    expect((await gateway.ask(LAST, {}, { key })).data.ledgerVerification).toBeNull();
    await withClient(gateway.databaseUrl, (client) =>
      client.query('update wallet set sequence = 10001 where account_id = $1', [fromPublicId('acct', id)]),
    );
    const { errors } = await gateway.ask(VERIFY, {}, { key });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('startLedgerVerification'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const started = await gateway.ask(START, {}, { key });
    expect(started.data.startLedgerVerification).toMatchObject({ startedAt: expect.any(String) });
    const last = async () => (await gateway.ask(LAST, {}, { key })).data.ledgerVerification;
    await waitUntil('it has ended', async () => (await last()).status !== 'RUNNING');
    const found = await last();
    expect(found).toMatchObject({ status: 'DONE', verification: { ok: false, transactions: 1 } });
    expect(found.verification.problems.join()).toContain('sequence is 10001');
  });
});

describe('refundCharge', () => {
  it('gives a part and then the rest back to the customer, whose generation keeps its cost', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const generationId = await charged(key);
    const part = await refund({ accountId, generationId, credits: '0.02', idempotencyKey: 'part' });
    expect(part).toMatchObject({
      transaction: { type: 'REFUND', amount: '0.02', description: 'It was blurred.', generation: { id: generationId } },
      balance: { available: '9.968', reserved: '0' },
      replayed: false,
      userErrors: [],
    });
    const rest = await refund({ accountId, generationId, idempotencyKey: 'rest' });
    expect(rest).toMatchObject({ transaction: { amount: '0.032' }, balance: { available: '10' } });
    const asked = `query ($id: ID!) { generation(id: $id) { status cost transactions { type amount } } }`;
    const { data } = await gateway.ask(asked, { id: generationId }, { key });
    expect(data.generation).toEqual({
      status: 'SUCCEEDED',
      cost: '0.052',
      transactions: [
        { type: 'RESERVE', amount: '-0.052' },
        { type: 'CHARGE', amount: '0' },
        { type: 'REFUND', amount: '0.02' },
        { type: 'REFUND', amount: '0.032' },
      ],
    });
    expect((await gateway.ask(VERIFY, {}, { key })).data.verifyLedger).toMatchObject({ ok: true, problems: [] });
  });

  it('gives back once for one key, and never more than was charged', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const generationId = await charged(key);
    const input = { accountId, generationId, credits: '0.05', idempotencyKey: 'once' };
    const answers = await Promise.all([refund(input), refund(input), refund(input)]);
    expect(answers.map((answer) => answer.replayed).toSorted()).toEqual([false, true, true]);
    expect(new Set(answers.map((answer) => answer.transaction.id)).size).toBe(1);
    expect((await refund({ ...input, credits: '0.04' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    ]);
    expect((await refund({ ...input, credits: '0.003', idempotencyKey: 'more' })).userErrors).toMatchObject([
      { __typename: 'ParameterError', path: ['credits'], allowed: ['more than 0, at most 0.002'] },
    ]);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance).toEqual({ available: '9.998', reserved: '0' });
  });

  it('of everything that is left, many times at once, gives it back once', async () => {
    const { id: accountId, key } = await gateway.newAccount('10');
    const generationId = await charged(key);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => refund({ accountId, generationId, idempotencyKey: `all-${index}` })),
    );
    const given = answers.filter((answer) => answer.transaction !== null);
    expect(given).toMatchObject([{ transaction: { amount: '0.052' } }]);
    const refused = answers.filter((answer) => answer.transaction === null);
    for (const { userErrors } of refused) expect(userErrors).toMatchObject([{ path: ['credits'], allowed: [] }]);
    expect((await gateway.ask(BALANCE, {}, { key })).data.balance.available).toBe('10');
  });

  it("knows neither another account's generations nor one that was never charged", async () => {
    const { key } = await gateway.newAccount('10');
    const other = await gateway.newAccount('10');
    const generationId = await charged(key);
    expect((await refund({ accountId: other.id, generationId, idempotencyKey: 'x' })).userErrors).toMatchObject([
      { code: 'GENERATION_NOT_FOUND', path: ['generationId'] },
    ]);
  });
});

describe('a postpaid account', () => {
  it('shows its credit limit, spends up to it, and is told the numbers beyond it', async () => {
    const { id, key } = await gateway.newAccount('0');
    expect(id).toMatch(/^acct_/);
    const asked = '{ account { id creditLimit } balance { sequence available } }';
    expect((await gateway.ask(asked, {}, { key })).data.account.creditLimit).toBe('0');
    await withClient(gateway.databaseUrl, (client) =>
      client.query(
        `update wallet set credit_limit = 60000
         where account_id = (select account_id from wallet order by created_at desc limit 1)`,
      ),
    );
    const { data } = await gateway.ask(asked, {}, { key });
    expect(data).toMatchObject({ account: { creditLimit: '0.06' }, balance: { available: '0.06' } });
    await charged(key);
    const beyond = await gateway.ask(GENERATE, { input: generateInput() }, { key });
    expect(beyond.data.generate).toMatchObject({
      generation: null,
      userErrors: [
        {
          __typename: 'InsufficientCreditsError',
          code: 'CREDIT_LIMIT_REACHED',
          status: 402,
          required: '0.052',
          available: '0.008',
          shortfall: '0.044',
          suggestedPack: null,
        },
      ],
    });
    expect((await gateway.ask(VERIFY, {}, { key })).data.verifyLedger).toMatchObject({ ok: true, problems: [] });
  });
});
