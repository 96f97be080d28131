import { describe, expect, it } from '@jest/globals';
import { affordable } from '../../../src/callers/decide-spending.ts';
import { smallestPackFor, toGenerationError } from '../../../src/callers/generation-error.ts';
import { toPublicId } from '../../../src/callers/ids.ts';
import { toGeneration, toGenerationUpdate, toMetadata, toOutput } from '../../../src/graphql/generations/translate.ts';
import { toModelNamed } from '../../../src/graphql/models/translate.ts';
import { toPurchaseError } from '../../../src/graphql/packs/translate.ts';
import { toTransaction } from '../../../src/graphql/transactions/translate.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { ACCOUNT_ID, catalog, credits, KEY_ID, NOW } from '../open-edge.ts';
import { fakeGeneration, GENERATION_ID } from './fake-generation.ts';

describe('a generation', () => {
  it('keeps its account, and shows a public id', () => {
    const generation = toGeneration(fakeGeneration({}), catalog);
    expect(generation.id).toMatch(/^gen_/);
    expect(generation.accountId).toBe(ACCOUNT_ID);
    expect(generation.model.identifier).toBe('bfl/flux-1.1-pro');
  });

  it('still has a model when the storefront has dropped it', () => {
    expect(toModelNamed(catalog, 'gone/model')).toMatchObject({ identifier: 'gone/model', available: false });
  });

  it.each([
    ['QUEUED', false],
    ['RUNNING', false],
    ['SUCCEEDED', true],
    ['FAILED', true],
    ['CANCELED', true],
  ] as const)('in state %s is terminal: %s', (status, terminal) => {
    expect(toGenerationUpdate(fakeGeneration({ status }), catalog).terminal).toBe(terminal);
  });

  it('gives lengths in seconds, exactly', () => {
    const output = toOutput({ url: 'http://a/b.wav', mimeType: 'audio/wav', bytes: 10, durationMilliseconds: 4_250 });
    expect(output).toMatchObject({ durationSeconds: '4.25', width: undefined });
  });

  it('names the provider that delivered, not the one that was tried last', () => {
    const attempt = {
      generationId: GENERATION_ID,
      id: KEY_ID,
      upstreamId: 'u',
      error: undefined,
      startedAt: NOW,
      endedAt: NOW,
    };
    const attempts = [
      { ...attempt, number: 1, provider: 'first', status: 'SUCCEEDED' as const },
      { ...attempt, number: 2, provider: 'second', status: 'FAILED' as const },
    ];
    const naming = { model: 'm', nameOf: (provider: string) => `The ${provider}` };
    expect(toMetadata(attempts, naming)).toMatchObject({
      provider: 'first',
      providerName: 'The first',
      executedModel: 'm',
    });
    expect(toMetadata([], naming)).toMatchObject({ provider: undefined, executedModel: undefined, attempts: [] });
  });
});

describe('a transaction', () => {
  const transaction: LedgerTransaction = {
    accountId: ACCOUNT_ID,
    sequence: 3n,
    type: 'CHARGE',
    amount: credits('0.02'),
    reservedChange: credits('-0.1'),
    availableAfter: credits('9.92'),
    reservedAfter: credits('0'),
    lots: [],
    generationId: GENERATION_ID,
    step: 1,
    apiKeyId: KEY_ID,
    purchaseId: undefined,
    idempotencyKey: 'k',
    inputHash: 'h',
    description: undefined,
    createdAt: NOW,
  };

  it('says what was charged and what returned', () => {
    expect(toTransaction(transaction)).toMatchObject({
      id: 'txn_3',
      sequence: '3',
      description: 'Charged 0.08 for a generation, 0.02 returned',
    });
  });

  it('keeps the words it was booked with', () => {
    expect(toTransaction({ ...transaction, description: 'Welcome credits' }).description).toBe('Welcome credits');
  });

  it('never shows idempotency keys', () => {
    expect(JSON.stringify(Object.keys(toTransaction(transaction)))).not.toMatch(/idempotency|hash/i);
  });
});

describe('an estimate', () => {
  const estimate = { costPerGeneration: credits('0.052'), maxCost: credits('0.104'), count: 2 };

  it('counts what a balance pays for', () => {
    expect(affordable({ ...estimate, exactness: 'EXACT' } as never, credits('12.48'))).toBe(240);
  });

  it('counts the bound where the cost is not exact', () => {
    const bounded = { ...estimate, exactness: 'APPROXIMATE', maxCost: credits('0.208') };
    expect(affordable(bounded as never, credits('12.48'))).toBe(120);
  });
});

describe('a refusal', () => {
  const { packs } = catalog.storefront;

  it('suggests the smallest pack that covers the shortfall', () => {
    expect(smallestPackFor(packs, credits('0.1'))?.id).toBe('pack-10');
    expect(smallestPackFor(packs, credits('10'))?.id).toBe('pack-10');
    expect(smallestPackFor(packs, credits('10.000001'))?.id).toBe('pack-25');
    expect(smallestPackFor(packs, credits('1000000'))).toBeUndefined();
  });

  it('has its numbers', () => {
    const numbers = { required: credits('0.52'), available: credits('0.1'), shortfall: credits('0.42') };
    expect(toGenerationError({ code: 'INSUFFICIENT_CREDITS', ...numbers }, catalog)).toMatchObject({
      __typename: 'InsufficientCreditsError',
      status: 402,
      retryable: false,
      ...numbers,
      suggestedPack: { id: 'pack-10' },
    });
    const limit = { limit: credits('1'), period: 'WEEK', used: credits('0.9'), resetsAt: NOW } as const;
    const whose = { apiKeyId: KEY_ID, left: credits('0.1') };
    expect(toGenerationError({ code: 'KEY_SPENDING_LIMIT_REACHED', ...limit, ...whose }, catalog)).toMatchObject({
      __typename: 'SpendLimitError',
      code: 'KEY_WEEKLY_LIMIT_REACHED',
      message: `Key ${toPublicId('key', KEY_ID)} and those that descend from it may spend 1 credits per week; 0.1 are left until ${NOW.toISOString()}.`,
      status: 429,
      retryable: true,
      ...limit,
      apiKeyId: toPublicId('key', whose.apiKeyId),
      remaining: credits('0.1'),
    });
  });

  it('of a postpaid account says how far it is over its limit, and suggests no pack', () => {
    const numbers = { required: credits('0.52'), available: credits('0.1'), shortfall: credits('0.42') };
    const error = toGenerationError({ code: 'CREDIT_LIMIT_REACHED', ...numbers }, catalog);
    expect(error).toMatchObject({ __typename: 'InsufficientCreditsError', code: 'CREDIT_LIMIT_REACHED', status: 402 });
    expect(error).toMatchObject({ ...numbers, suggestedPack: undefined });
    expect(error.message).toBe('0.52 credits are needed and 0.1 are available.');
  });

  it('for too many generations at once says how many the plan allows, and how many there are', () => {
    const error = toGenerationError({ code: 'CONCURRENCY_LIMIT_REACHED', limit: 20, used: 20 }, catalog);
    expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(/allows 20, .* 20\./) });
  });

  it.each([
    [{ code: 'MODEL_NOT_FOUND', model: 'x' }, 'GeneralError', 404],
    [{ code: 'MODEL_UNAVAILABLE', model: 'x' }, 'GeneralError', 503],
    [{ code: 'PRICE_UNKNOWN', message: 'm' }, 'GeneralError', 422],
    [{ code: 'INVALID_PARAMETER', message: 'm', path: ['parameters', 'size'], allowed: ['1'] }, 'ParameterError', 422],
    [{ code: 'MAX_COST_EXCEEDED', maxCost: credits('1'), cost: credits('2') }, 'GeneralError', 422],
    [{ code: 'CONCURRENCY_LIMIT_REACHED', limit: 2, used: 2 }, 'GeneralError', 429],
    [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: 'k' }, 'GeneralError', 409],
  ] as const)('%j is a %s of status %d', (refusal, type, status) => {
    expect(toGenerationError(refusal, catalog)).toMatchObject({ __typename: type, code: refusal.code, status });
  });

  it('of a purchase lists the packs there are', () => {
    const error = toPurchaseError({ code: 'PACK_NOT_FOUND', packId: 'x', allowed: ['pack-10'] });
    expect(error).toMatchObject({
      __typename: 'ParameterError',
      code: 'PACK_NOT_FOUND',
      status: 404,
      allowed: ['pack-10'],
    });
  });
});
