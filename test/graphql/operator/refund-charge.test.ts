import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { Generations } from '../../../src/generation/index.ts';
import { type LedgerRefusal, refundChargeCommand } from '../../../src/ledger/index.ts';
import { GENERATION_ID } from '../generations/fake-generation.ts';
import { ACCOUNT_ID, credits, fakeViewer, openEdge } from '../open-edge.ts';

const REFUND = `mutation ($input: RefundChargeInput!) {
  refundCharge(input: $input) {
    transaction { id } replayed
    userErrors { __typename code path message status ... on ParameterError { allowed } }
  }
}`;
const accountId = toPublicId('acct', ACCOUNT_ID);
const generationId = toPublicId('gen', GENERATION_ID);
const input = (more: object = {}): object => ({
  input: { accountId, generationId, reason: 'It was blurred.', idempotencyKey: 'r', ...more },
});

async function errorFor(refusal: LedgerRefusal): Promise<unknown> {
  const { data } = await openEdge({ generations: { refundCharge: async () => ({ status: 'refused', refusal }) } }).ask(
    REFUND,
    input(),
  );
  expect(data.refundCharge).toMatchObject({ transaction: null, replayed: false });
  return data.refundCharge.userErrors[0];
}

describe('refundCharge', () => {
  it('is for the operator', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_WRITE', 'ACCOUNT_READ', 'BILLING_WRITE'] });
    const { status, errors } = await openEdge().ask(REFUND, input(), { viewer });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
  });

  it.each([
    [{ credits: '0' }, 'credits', 'INVALID_PARAMETER'],
    [{ credits: '-1' }, 'credits', 'INVALID_PARAMETER'],
    [{ accountId: 'acct_x' }, 'accountId', 'INVALID_PARAMETER'],
    [{ generationId: 'gen_x' }, 'generationId', 'GENERATION_NOT_FOUND'],
    [{ reason: ' ' }, 'reason', 'INVALID_PARAMETER'],
    [{ reason: 'two\nlines' }, 'reason', 'INVALID_PARAMETER'],
    [{ reason: 'x'.repeat(501) }, 'reason', 'INVALID_PARAMETER'],
    [{ idempotencyKey: '' }, 'idempotencyKey', 'INVALID_PARAMETER'],
  ])('refuses %j before the ledger is asked', async (more, path, code) => {
    const { data } = await openEdge().ask(REFUND, input(more));
    expect(data.refundCharge.userErrors).toMatchObject([{ code, path: [path] }]);
  });

  it('says how much is left to give back', async () => {
    const amount = credits('2');
    expect(await errorFor({ code: 'REFUND_ABOVE_CHARGE', charged: credits('0.08'), amount })).toMatchObject({
      __typename: 'ParameterError',
      code: 'INVALID_PARAMETER',
      status: 422,
      path: ['credits'],
      allowed: ['more than 0, at most 0.08'],
      message: 'At most 0.08 credits of the charge are left to give back.',
    });
    expect(await errorFor({ code: 'REFUND_ABOVE_CHARGE', charged: credits('0'), amount })).toMatchObject({
      path: ['credits'],
      allowed: [],
      message: 'Nothing of a charge is left to give back.',
    });
  });

  it('knows the account, the generation and the key by the ledger', async () => {
    expect(await errorFor({ code: 'WALLET_NOT_FOUND', accountId: ACCOUNT_ID })).toMatchObject({ path: ['accountId'] });
    expect(await errorFor({ code: 'RESERVATION_NOT_FOUND', generationId: GENERATION_ID })).toMatchObject({
      code: 'GENERATION_NOT_FOUND',
      status: 404,
      path: ['generationId'],
    });
    expect(await errorFor({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: 'r' })).toMatchObject({
      status: 409,
      path: ['idempotencyKey'],
    });
  });

  it('leaves the amount to the ledger when all that is left is asked for, and keeps its keys apart', async () => {
    const commands: object[] = [];
    const refundCharge: Generations['refundCharge'] = async (refund) => {
      commands.push(refundChargeCommand(refund));
      return { status: 'refused', refusal: { code: 'WALLET_NOT_FOUND', accountId: ACCOUNT_ID } };
    };
    const edge = openEdge({ generations: { refundCharge } });
    await edge.ask(REFUND, input());
    await edge.ask(REFUND, input({ credits: null }));
    await edge.ask(REFUND, input({ credits: '0.5' }));
    const [all, same, part] = commands as { inputHash: string }[];
    expect(all).toMatchObject({ kind: 'refundCharge', idempotencyKey: 'refund:r', generationId: GENERATION_ID });
    expect(all).not.toHaveProperty('amount');
    expect(part).toMatchObject({ amount: credits('0.5') });
    expect(same?.inputHash).toBe(all?.inputHash);
    expect(part?.inputHash).not.toBe(all?.inputHash);
  });
});
