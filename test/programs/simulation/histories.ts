// Random histories of a few accounts: what is asked of the ledger, and when.
import fc from 'fast-check';
import { newId } from '../../../src/database/index.ts';
import { hashInput, type LedgerCommand } from '../../../src/ledger/index.ts';
import { microCredits } from '../../../src/money/index.ts';
import { inputOf, KEY_ANCESTORS, type Step } from './step.ts';

export const START = Date.parse('2026-11-21T20:00:00Z');
export const HOUR = 3_600_000;

const KEY_NAMES = Object.keys(KEY_ANCESTORS);

const amount = fc.integer({ min: -1, max: 12 });
const lot = fc.integer({ min: 1, max: 4 });
/** The credit line stands for the invoices that were paid. */
const lotOrLine = fc.integer({ min: 0, max: 4 });
const cause = fc.constantFrom('UNUSED' as const, 'REFUNDED' as const, 'DISPUTE_LOST' as const);
/** How many names there are to choose from: of few, keys repeat and conflict, and generations settle twice. */
interface Pools {
  readonly accounts: number;
  readonly generations: number;
  readonly keys: number;
  readonly longestRound: number;
  /** How many everyday steps come to one of disputes, invoices and the like. */
  readonly everydayShare: number;
}

function stepOf({ generations, keys, everydayShare }: Pools): fc.Arbitrary<Step> {
  const generation = fc.integer({ min: 1, max: generations }).map((number) => `g${number}`);
  const key = fc.integer({ min: 1, max: keys }).map((number) => `k${number}`);
  const everyday = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      amount,
      source: fc.constantFrom('PACK' as const, 'PROMOTION' as const),
      priority: fc.constantFrom(0, 0, 0, 0, -1, 1),
      startsIn: fc.constantFrom(0, 0, 0, 2 * HOUR),
      endsIn: fc.constantFrom(0, 0, HOUR, 5 * HOUR, 30 * HOUR),
      key,
    }),
    fc.record({
      kind: fc.constant('reserve' as const),
      generation,
      amount,
      apiKey: fc.constantFrom(...KEY_NAMES),
      concurrency: fc.constantFrom(3, 100),
      key,
    }),
    fc.record({
      kind: fc.constantFrom('charge' as const, 'charge' as const, 'lateCharge' as const),
      generation,
      amount,
    }),
    fc.record({ kind: fc.constant('refund' as const), generation }),
    fc.record({ kind: fc.constant('refundCharge' as const), generation, amount, key }),
  );
  const rare = fc.oneof(
    fc.record({ kind: fc.constant('repay' as const), amount, keepsSurplus: fc.boolean(), key }),
    fc.record({ kind: fc.constantFrom('freezeLot' as const, 'releaseLot' as const), lot, key }),
    fc.record({ kind: fc.constant('clawback' as const), lot: lotOrLine, amount, cause, key }),
    fc.record({ kind: fc.constant('undoClawback' as const), lot: lotOrLine, amount, key }),
    fc.record({ kind: fc.constant('deduct' as const), amount, key }),
    fc.record({ kind: fc.constant('expire' as const) }),
  );
  return fc.oneof({ weight: everydayShare, arbitrary: everyday }, { weight: 1, arbitrary: rare });
}

function roundOf(pools: Pools) {
  const account = fc.integer({ min: 0, max: pools.accounts - 1 });
  return fc.record({
    advance: fc.constantFrom(0, 1, HOUR, 6 * HOUR, 25 * HOUR),
    limits: fc.record(Object.fromEntries(KEY_NAMES.map((name) => [name, fc.constantFrom(15, 25, 1_000)]))),
    steps: fc.array(fc.tuple(account, stepOf(pools)), { maxLength: pools.longestRound }),
  });
}

function historyOf(pools: Pools): fc.Arbitrary<History> {
  return fc.record({
    credits: fc.array(fc.constantFrom(0, 0, 20), { minLength: pools.accounts, maxLength: pools.accounts }),
    rounds: fc.array(roundOf(pools), { minLength: 1, maxLength: 8 }),
  });
}

export const history = historyOf({ accounts: 3, generations: 6, keys: 10, longestRound: 12, everydayShare: 3 });

/** Of one account to which much happens at once. */
export const busyHistory = historyOf({ accounts: 1, generations: 8, keys: 60, longestRound: 24, everydayShare: 6 });

export interface Round {
  readonly advance: number;
  /** What each API key may spend a day, from now on. */
  readonly limits: Readonly<Record<string, number>>;
  readonly steps: readonly [number, Step][];
}

export interface History {
  readonly credits: readonly number[];
  readonly rounds: readonly Round[];
}

/** An account, and what the names of a history stand for in it. */
export interface Named {
  readonly accountId: string;
  readonly ids: Map<string, string>;
}

export const micro = (amount: number) => microCredits(BigInt(amount));

function idOf({ ids }: Named, name: string): string {
  const id = ids.get(name) ?? newId();
  ids.set(name, id);
  return id;
}

export const idOfKey = (player: Named, name: string): string => idOf(player, `key ${name}`);

export function toCommand(player: Named, step: Step, now: number): LedgerCommand {
  const { accountId } = player;
  const inputHash = hashInput({ input: inputOf(step) });
  switch (step.kind) {
    case 'expire':
      return { kind: 'expire', accountId };
    case 'add':
      return {
        kind: 'add',
        accountId,
        amount: micro(step.amount),
        source: step.source,
        priority: step.priority,
        effectiveAt: new Date(now + step.startsIn),
        ...(step.endsIn === 0 ? {} : { expiresAt: new Date(now + step.endsIn) }),
        description: 'simulated',
        idempotencyKey: step.key,
        inputHash,
      };
    case 'reserve':
      return {
        kind: 'reserve',
        accountId,
        generationId: idOf(player, step.generation),
        apiKeyId: idOfKey(player, step.apiKey),
        amount: micro(step.amount),
        concurrencyLimit: step.concurrency,
        idempotencyKey: step.key,
        inputHash,
      };
    case 'charge':
    case 'lateCharge':
      return { kind: step.kind, accountId, generationId: idOf(player, step.generation), amount: micro(step.amount) };
    case 'refund':
      return { kind: 'refund', accountId, generationId: idOf(player, step.generation), reason: 'simulated' };
    case 'refundCharge': {
      const generationId = idOf(player, step.generation);
      const { key: idempotencyKey } = step;
      return {
        kind: 'refundCharge',
        accountId,
        generationId,
        amount: micro(step.amount),
        reason: 'simulated',
        idempotencyKey,
        inputHash,
      };
    }
    case 'repay':
      return {
        kind: 'repay',
        accountId,
        amount: micro(step.amount),
        ...(step.keepsSurplus ? { surplus: 'KEEP' as const } : {}),
        description: 'simulated',
        idempotencyKey: step.key,
        inputHash,
      };
    case 'freezeLot':
    case 'releaseLot': {
      const { kind, lot: number, key: idempotencyKey } = step;
      return { kind, accountId, lot: number, description: 'simulated', idempotencyKey, inputHash };
    }
    case 'clawback':
      return {
        kind: 'clawback',
        accountId,
        lot: step.lot,
        amount: micro(step.amount),
        cause: step.cause,
        description: 'simulated',
        idempotencyKey: step.key,
        inputHash,
      };
    case 'deduct': {
      const { key: idempotencyKey } = step;
      return {
        kind: 'deduct',
        accountId,
        amount: micro(step.amount),
        description: 'simulated',
        idempotencyKey,
        inputHash,
      };
    }
    case 'undoClawback':
      return {
        kind: 'undoClawback',
        accountId,
        lot: step.lot,
        amount: micro(step.amount),
        description: 'simulated',
        idempotencyKey: step.key,
        inputHash,
      };
    default:
      return step satisfies never;
  }
}
