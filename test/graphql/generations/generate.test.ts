import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { GenerationRequest, Generations } from '../../../src/generation/index.ts';
import { estimateCost } from '../../../src/pricing/index.ts';
import { ACCOUNT_ID, catalog, credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';
import { fakeGeneration } from './fake-generation.ts';

const MODEL = 'bfl/flux-1.1-pro';
const GENERATE = `mutation ($input: GenerateInput!) {
  generate(input: $input) {
    replayed generation { id status } estimate { totalCost maxCost } balance { available }
    userErrors { __typename code message path status retryable
      ... on ParameterError { allowed }
      ... on InsufficientCreditsError { required available shortfall suggestedPack { id } } }
  }
}`;

const usage = { spendingPower: async () => ({ running: 0, budget: undefined }) };

const ledger = {
  balance: async () => ({
    available: credits('1'),
    reserved: credits('0'),
    sequence: 1n,
    lots: [],
    expiringSoon: credits('0'),
    frozen: credits('0'),
    debt: credits('0'),
    creditLimit: credits('0'),
    asOf: NOW,
  }),
};

const plan: Generations['plan'] = (request) => {
  const model = catalog.model(request.model);
  if (model === undefined) return { status: 'refused', refusal: { code: 'MODEL_NOT_FOUND', model: request.model } };
  const { prompt, count } = request;
  const priced = estimateCost({ model: model.price, parameters: { width: 1024, height: 1024 }, prompt, count });
  if (!priced.ok) return { status: 'refused', refusal: priced.refusal };
  return {
    status: 'planned',
    plan: { model, parameters: {}, prompt, count, estimate: priced.estimate, priceVersion: 'v1' },
  };
};

function planned(count = 1) {
  const outcome = plan({ model: MODEL, prompt: 'a fox', parameters: {}, count });
  if (outcome.status !== 'planned') throw new Error('the model has no price');
  return outcome.plan;
}

const accept =
  (asked: GenerationRequest[], replayed = false): Generations['request'] =>
  async (request) => {
    asked.push(request);
    const balance = { available: credits('1'), reserved: credits('0'), sequence: 2n };
    return { status: 'accepted', generation: fakeGeneration({}), plan: planned(), balance, replayed };
  };

const input = (more: object = {}): object => ({
  input: { model: MODEL, prompt: 'a fox', idempotencyKey: 'k1', ...more },
});

describe('generate', () => {
  it('asks for the account and key of the viewer, field by field', async () => {
    const asked: GenerationRequest[] = [];
    const edge = openEdge({ ledger, usage, generations: { request: accept(asked) } });
    const { data, errors } = await edge.ask(GENERATE, input({ maxCost: '0.5', providerOrder: ['sandbox'], count: 2 }));
    expect(errors).toEqual([]);
    expect(data.generate).toMatchObject({ replayed: false, generation: { status: 'QUEUED' }, userErrors: [] });
    expect(asked).toEqual([
      {
        accountId: ACCOUNT_ID,
        apiKeyId: KEY_ID,
        concurrencyLimit: fakeViewer().plan.concurrencyLimit,
        limitsEndUsers: false,
        model: MODEL,
        prompt: 'a fox',
        parameters: {},
        count: 2,
        idempotencyKey: 'k1',
        maxCost: credits('0.5'),
        providerOrder: ['sandbox'],
      },
    ]);
  });

  it('says when an answer is a repeated one', async () => {
    const edge = openEdge({ ledger, usage, generations: { request: accept([], true) } });
    expect((await edge.ask(GENERATE, input())).data.generate.replayed).toBe(true);
  });

  it.each([
    [{ count: 0 }, ['count'], '1 to 100'],
    [{ count: 101 }, ['count'], '1 to 100'],
    [{ maxCost: '-0.000001' }, ['maxCost'], '0 or more'],
    [{ idempotencyKey: '' }, ['idempotencyKey'], '1 to 255 printable ASCII characters'],
    [{ idempotencyKey: 'k'.repeat(256) }, ['idempotencyKey'], '1 to 255 printable ASCII characters'],
    [{ idempotencyKey: 'schlüssel' }, ['idempotencyKey'], '1 to 255 printable ASCII characters'],
    [{ prompt: 'a\u0000b' }, ['prompt'], 'Unicode text without U+0000'],
    [{ parameters: { a: '\ud800' } }, ['parameters'], 'Unicode text without U+0000'],
  ])('refuses %j before any room is asked', async (wrong, path, allowed) => {
    const { data } = await openEdge({ ledger }).ask(GENERATE, input(wrong));
    expect(data.generate.generation).toBeNull();
    expect(data.generate.userErrors).toHaveLength(1);
    const [error] = data.generate.userErrors;
    expect(error).toMatchObject({ __typename: 'ParameterError', code: 'INVALID_PARAMETER', path, status: 422 });
    expect(error.allowed[0]).toBe(allowed);
  });

  it('refuses parameters that are nested without end', async () => {
    let parameters: object = {};
    for (let level = 0; level < 50; level += 1) parameters = { parameters };
    const { data } = await openEdge({ ledger }).ask(GENERATE, input({ parameters }));
    expect(data.generate.userErrors[0]).toMatchObject({ code: 'INVALID_PARAMETER', path: ['parameters'] });
  });

  it('turns a refusal of the ledger into its own type with numbers, beside the estimate', async () => {
    const numbers = { required: credits('5.2'), available: credits('1'), shortfall: credits('4.2') };
    const request: Generations['request'] = async () => ({
      status: 'refused',
      refusal: { code: 'INSUFFICIENT_CREDITS', ...numbers },
      plan: planned(100),
    });
    const { data } = await openEdge({ ledger, usage, generations: { request } }).ask(GENERATE, input({ count: 100 }));
    expect(data.generate).toMatchObject({
      generation: null,
      estimate: { totalCost: '5.2', maxCost: '5.2' },
      userErrors: [
        {
          code: 'INSUFFICIENT_CREDITS',
          status: 402,
          shortfall: '4.2',
          required: '5.2',
          suggestedPack: { id: 'pack-10' },
        },
      ],
    });
  });

  it('reserves nothing when it is a dry run', async () => {
    const edge = openEdge({ ledger, usage, generations: { dryRun: async (request) => plan(request) } });
    const { data } = await edge.ask(GENERATE, input({ dryRun: true }));
    expect(data.generate).toMatchObject({ generation: null, estimate: { totalCost: '0.052' }, userErrors: [] });
  });

  it("shows a dry run's estimate beside what would refuse it", async () => {
    const refusal = { code: 'MAX_COST_EXCEEDED', maxCost: credits('0.05'), cost: credits('0.052') } as const;
    const edge = openEdge({
      ledger,
      usage,
      generations: { dryRun: async () => ({ status: 'refused', refusal, plan: planned() }) },
    });
    const { data } = await edge.ask(GENERATE, input({ dryRun: true, maxCost: '0.05' }));
    expect(data.generate).toMatchObject({
      estimate: { totalCost: '0.052' },
      userErrors: [{ code: 'MAX_COST_EXCEEDED', status: 422 }],
    });
  });

  it('hands on the uuid of a quote, and refuses what is no id of one before any room is asked', async () => {
    const asked: GenerationRequest[] = [];
    const edge = openEdge({ ledger, usage, generations: { request: accept(asked) } });
    await edge.ask(GENERATE, input({ quoteId: toPublicId('quo', KEY_ID) }));
    expect(asked).toMatchObject([{ quoteId: KEY_ID }]);
    for (const quoteId of ['', 'quo_', 'quo_1', toPublicId('gen', KEY_ID), KEY_ID]) {
      const { data } = await edge.ask(GENERATE, input({ quoteId }));
      expect(data.generate.userErrors).toMatchObject([{ code: 'QUOTE_MISMATCH', status: 409, path: ['quoteId'] }]);
    }
    expect(asked).toHaveLength(1);
  });

  it.each([
    [
      { code: 'QUOTE_EXPIRED', expiresAt: NOW },
      ['quoteId'],
      'The quote expired at 2026-11-21T12:00:00.000Z. Ask for a new one.',
    ],
    [
      { code: 'QUOTE_MISMATCH', path: ['parameters', 'size'] },
      ['parameters', 'size'],
      'The quote was made for another request: parameters.size differs.',
    ],
  ] as const)('says of a quote that does not bind what is wrong: %j', async (refusal, path, message) => {
    const edge = openEdge({ ledger, usage, generations: { request: async () => ({ status: 'refused', refusal }) } });
    const { data } = await edge.ask(GENERATE, input());
    expect(data.generate.userErrors).toMatchObject([
      { code: refusal.code, path, message, status: 409, retryable: false },
    ]);
  });

  it('is closed for a suspended account', async () => {
    const viewer = fakeViewer({ status: 'SUSPENDED' });
    const generations = { requested: () => Promise.resolve(undefined) };
    const { data } = await openEdge({ ledger, usage, generations }).ask(GENERATE, input(), { viewer });
    expect(data.generate.userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED', status: 403 }]);
  });

  it.each([1.5, 1, '0.0000001', 'abc'])('answers 400 to maxCost %j', async (maxCost) => {
    const { status, errors } = await openEdge().ask(GENERATE, input({ maxCost }));
    expect(status).toBe(400);
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('estimate', () => {
  const ESTIMATE =
    'query ($input: EstimateInput!) { estimate(input: $input) { totalCost balance canAfford affordableCount } }';

  it('answers with what the balance pays for', async () => {
    const edge = openEdge({ ledger, usage, generations: { plan } });
    const { data } = await edge.ask(ESTIMATE, { input: { model: MODEL, count: 2 } });
    expect(data.estimate).toEqual({ totalCost: '0.104', balance: '1', canAfford: true, affordableCount: 19 });
  });

  it('is refused with a top-level error that has the code and the numbers', async () => {
    const edge = openEdge({ generations: { plan } });
    const { status, errors } = await edge.ask(ESTIMATE, { input: { model: 'no/model' } });
    expect(status).toBe(200);
    expect(errors[0].extensions).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      status: 404,
      retryable: false,
      path: ['model'],
    });
    const count = await edge.ask(ESTIMATE, { input: { model: MODEL, count: 101 } });
    expect(count.errors[0].extensions).toMatchObject({
      code: 'INVALID_PARAMETER',
      allowed: ['1 to 100'],
      path: ['count'],
    });
  });

  it('says which of many inputs is wrong', async () => {
    const edge = openEdge({ generations: { plans: (requests) => requests.map(plan) } });
    const query = 'query ($inputs: [EstimateInput!]!) { estimates(inputs: $inputs) { totalCost } }';
    const rows =
      'query ($inputs: [EstimateInput!]!) { estimates(inputs: $inputs) { totalCost estimates { totalCost } } }';
    const { errors } = await edge.ask(rows, { inputs: [{ model: MODEL }, { model: MODEL, count: 0 }] });
    expect(errors[0].extensions.path).toEqual(['inputs', '1', 'count']);
    const { data } = await edge.ask(query, { inputs: [{ model: MODEL }, { model: MODEL, count: 2 }] });
    expect(data.estimates.totalCost).toBe('0.156');
  });
});
