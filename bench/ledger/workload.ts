// Callers who reserve, and callers who reserve and settle, with every row that the gateway writes for them.
import { setImmediate } from 'node:timers/promises';
import { type Database, newId } from '../../src/database/index.ts';
import { type Generation } from '../../src/generation/index.ts';
import { insertGenerations } from '../../src/generation/request/insert-generations.ts';
import { settleDelivered } from '../../src/generation/settle/settle-generation.ts';
import { createApiKey } from '../../src/keys/index.ts';
import { type Ledger, openWallet, sendingCompanion } from '../../src/ledger/index.ts';
import { type MicroCredits, microCredits } from '../../src/money/index.ts';

const COST = microCredits(52_000n);
const PLENTY = microCredits(1_000_000_000_000_000n);

export interface Wallets {
  readonly accountIds: readonly string[];
  readonly apiKeyIds: readonly string[];
}

export async function openWallets(database: Database, ledger: Ledger, count: number): Promise<Wallets> {
  const accountIds = Array.from({ length: count }, () => newId());
  await database.transaction(async (tx) => {
    for (const accountId of accountIds) await openWallet(tx, accountId, new Date());
  });
  await Promise.all(
    accountIds.map((accountId) =>
      ledger.submit({
        command: {
          kind: 'add',
          accountId,
          amount: PLENTY,
          source: 'PACK',
          description: 'Bench',
          idempotencyKey: 'bench',
          inputHash: 'bench',
        },
      }),
    ),
  );
  return { accountIds, apiKeyIds: await createKeys(database, accountIds) };
}

function draft(accountId: string, apiKeyId: string): Generation {
  return {
    accountId,
    id: newId(),
    apiKeyId,
    model: 'bfl/flux-1.1-pro',
    prompt: 'a harbour at dawn, watercolour',
    parameters: { size: '1024x1024', seed: 7 },
    count: 1,
    providerOrder: undefined,
    webhookUrl: undefined,
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

function createKeys(database: Database, accountIds: readonly string[]): Promise<string[]> {
  const create = async (accountId: string): Promise<string> => {
    const key = { accountId, name: 'Bench', scopes: [], dailyLimit: PLENTY, now: new Date() };
    return (await createApiKey(database, key)).apiKey.id;
  };
  return Promise.all(accountIds.map(create));
}

export async function reserveOnce(ledger: Ledger, wallets: Wallets, index: number): Promise<Generation> {
  const accountId = wallets.accountIds[index] ?? '';
  const apiKeyId = wallets.apiKeyIds[index] ?? '';
  const generation = draft(accountId, apiKeyId);
  const outcome = await ledger.submit({
    command: {
      kind: 'reserve',
      accountId,
      generationId: generation.id,
      apiKeyId,
      amount: COST,
      idempotencyKey: generation.id,
      inputHash: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    },
    companion: sendingCompanion(insertGenerations, generation),
  });
  if (outcome.status !== 'applied') throw new Error(`a reservation was ${outcome.status}`);
  return generation;
}

const OUTPUT = {
  url: 'http://localhost:4000/outputs/0123456789abcdef0123456789abcdef.png',
  mimeType: 'image/png',
  bytes: 48_213,
  width: 1024,
  height: 1024,
};

export async function settleOnce(ledger: Ledger, generation: Generation, cost: MicroCredits = COST): Promise<void> {
  const end = {
    status: 'SUCCEEDED',
    outputs: [OUTPUT],
    error: undefined,
    attempt: undefined,
    now: new Date(),
  } as const;
  await settleDelivered(ledger, generation, { cost, end });
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Keeps `callers` callers busy for `seconds`, each with one call after the other. */
export async function drive(options: {
  readonly callers: number;
  readonly seconds: number;
  readonly call: () => Promise<unknown>;
}): Promise<Measured> {
  const latencies: number[] = [];
  const begun = performance.now();
  const end = begun + options.seconds * 1_000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const from = performance.now();
      await options.call();
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: options.callers }, caller));
  const elapsed = (performance.now() - begun) / 1_000;
  await setImmediate();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}
