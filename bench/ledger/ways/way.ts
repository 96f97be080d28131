// One way of doing the ledger's work, and the work itself, which is the same for all.
import { newId } from '../../../src/database/index.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { microCredits } from '../../../src/money/index.ts';

export interface Way {
  /** How many calls it takes at once, each on a connection of its own; any number when undefined. */
  readonly connections?: number;
  reserve(generation: Generation): Promise<void>;
  /** Charges what was reserved, and ends the generation. */
  charge(generation: Generation): Promise<void>;
  close(): Promise<void>;
}

export const COST = microCredits(52_000n);

/** What a caller sent, as its digest. */
export const INPUT_HASH = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

export const OUTPUT = {
  url: 'http://localhost:4000/outputs/0123456789abcdef0123456789abcdef.png',
  mimeType: 'image/png',
  bytes: 48_213,
  width: 1024,
  height: 1024,
} as const;

export function newGeneration(accountId: string, apiKeyId: string): Generation {
  return {
    accountId,
    id: newId(),
    apiKeyId,
    model: 'bfl/flux-1.1-pro',
    prompt: 'a harbour at dawn, watercolour',
    parameters: { size: '1024x1024', seed: 7 },
    count: 1,
    providerOrder: undefined,
    metadata: undefined,
    tags: undefined,
    webhookUrl: undefined,
    webhookFormat: undefined,
    purgedAt: undefined,
    status: 'QUEUED',
    sequence: 1,
    priceVersion: 'usd-credits@2026-11-21.1f3a9c0d2b4e',
    maxCost: COST,
    costEstimate: COST,
    cost: undefined,
    quoteId: undefined,
    effectiveCost: undefined,
    heldAt: undefined,
    outputs: [],
    error: undefined,
    createdAt: new Date(),
    startedAt: undefined,
    endedAt: undefined,
    billedAt: undefined,
  };
}
