import type { Generation } from '../../../src/generation/index.ts';
import { ACCOUNT_ID, credits, KEY_ID, NOW } from '../open-edge.ts';

export const GENERATION_ID = '01940000-0000-7000-8000-000000000003';

export function fakeGeneration(some: Partial<Generation>): Generation {
  return {
    accountId: ACCOUNT_ID,
    id: GENERATION_ID,
    apiKeyId: KEY_ID,
    model: 'bfl/flux-1.1-pro',
    prompt: 'a fox',
    parameters: {},
    count: 1,
    providerOrder: undefined,
    metadata: undefined,
    tags: undefined,
    webhookUrl: undefined,
    webhookFormat: undefined,
    purgedAt: undefined,
    status: 'QUEUED',
    sequence: 1,
    priceVersion: 'v1',
    quoteId: undefined,
    maxCost: credits('0.052'),
    costEstimate: credits('0.052'),
    cost: undefined,
    effectiveCost: undefined,
    heldAt: undefined,
    outputs: [],
    error: undefined,
    createdAt: NOW,
    startedAt: undefined,
    endedAt: undefined,
    billedAt: undefined,
    ...some,
  };
}
