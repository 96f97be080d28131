import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { Generations, HeldRefusal } from '../../../src/generation/index.ts';
import { HELD_CURSOR } from '../../../src/graphql/edge/cursors.ts';
import { fakeGeneration, GENERATION_ID } from '../generations/fake-generation.ts';
import { ACCOUNT_ID, credits, fakeViewer, NOW, openEdge } from '../open-edge.ts';

const SETTLE = `mutation ($input: SettleGenerationInput!) {
  settleGeneration(input: $input) {
    generation { id } transaction { id } replayed
    userErrors { __typename code path message status ... on ParameterError { allowed } }
  }
}`;
const HELD = `query ($first: Int, $after: String) {
  heldGenerations(first: $first, after: $after) {
    nodes { accountId reserved generation { id review { estimate effective heldAt } } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const accountId = toPublicId('acct', ACCOUNT_ID);
const generationId = toPublicId('gen', GENERATION_ID);
const input = (more: object = {}): object => ({
  input: { accountId, generationId, cost: '0.01', reason: 'We looked at it.', ...more },
});
const customer = fakeViewer({ scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE'] });

async function errorFor(refusal: HeldRefusal): Promise<unknown> {
  const settleHeld: Generations['settleHeld'] = async () => ({ status: 'refused', refusal });
  const { data } = await openEdge({ generations: { settleHeld } }).ask(SETTLE, input());
  expect(data.settleGeneration).toMatchObject({ generation: null, transaction: null, replayed: false });
  return data.settleGeneration.userErrors[0];
}

describe('settleGeneration', () => {
  it('is for the operator', async () => {
    const { status, errors } = await openEdge().ask(SETTLE, input(), { viewer: customer });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
  });

  it.each([
    [{ accountId: 'acct_x' }, 'accountId', 'INVALID_PARAMETER'],
    [{ generationId: 'gen_x' }, 'generationId', 'GENERATION_NOT_FOUND'],
    [{ generationId: accountId }, 'generationId', 'GENERATION_NOT_FOUND'],
    [{ reason: ' ' }, 'reason', 'INVALID_PARAMETER'],
    [{ reason: 'x'.repeat(501) }, 'reason', 'INVALID_PARAMETER'],
  ])('refuses %j before any room is asked', async (more, path, code) => {
    const { data } = await openEdge().ask(SETTLE, input(more));
    expect(data.settleGeneration.userErrors).toMatchObject([{ code, path: [path] }]);
  });

  it('says why a cost is not accepted, and what would be', async () => {
    expect(await errorFor({ code: 'COST_OUT_OF_RANGE', reserved: credits('0.052') })).toMatchObject({
      __typename: 'ParameterError',
      path: ['cost'],
      status: 422,
      allowed: ['0 to 0.052'],
    });
    expect(await errorFor({ code: 'SETTLED_OTHERWISE', cost: credits('0.02') })).toMatchObject({
      code: 'NOT_HELD',
      status: 409,
      message: 'It was settled with 0.02 credits already.',
    });
    expect(await errorFor({ code: 'NOT_DELIVERED' })).toMatchObject({ path: ['cost'], allowed: ['0'] });
    expect(await errorFor({ code: 'NOT_HELD' })).toMatchObject({ code: 'NOT_HELD', path: ['generationId'] });
    expect(await errorFor({ code: 'GENERATION_NOT_FOUND' })).toMatchObject({ status: 404 });
  });
});

describe('heldGenerations', () => {
  const held = fakeGeneration({ status: 'SUCCEEDED', heldAt: NOW, effectiveCost: credits('9') });

  it('is for the operator, and says whose each is', async () => {
    expect((await openEdge().ask(HELD, {}, { viewer: customer })).status).toBe(403);
    const pages: object[] = [];
    const edge = openEdge({
      generations: {
        held: async (page) => {
          pages.push(page);
          return [held, held];
        },
        byIds: async () => [held],
        review: async () => ({ estimate: credits('0.05'), effective: held.effectiveCost, heldAt: NOW }),
      },
    });
    const { data } = await edge.ask(HELD, { first: 1 });
    const review = { estimate: '0.05', effective: '9', heldAt: NOW.toISOString() };
    expect(data.heldGenerations.nodes).toEqual([
      { accountId, reserved: '0.052', generation: { id: generationId, review } },
    ]);
    expect(data.heldGenerations.pageInfo.hasNextPage).toBe(true);
    await edge.ask(HELD, { first: 1, after: data.heldGenerations.pageInfo.endCursor });
    expect(pages).toEqual([{ limit: 2 }, { limit: 2, after: { heldAt: NOW, id: GENERATION_ID } }]);
  });

  it.each(['x', 'held', HELD_CURSOR.write({ heldAt: NOW, id: "'" }), Buffer.from('held:x:y').toString('base64url')])(
    'refuses the cursor %j',
    async (after) => {
      expect((await openEdge().ask(HELD, { after })).status).toBe(400);
    },
  );
});
