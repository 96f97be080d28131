// Random histories, and how one is played: through the real ledger, beside an independent model.
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/database/index.ts';
import { hashInput, type LedgerCommand } from '../../src/ledger/index.ts';
import { microCredits } from '../../src/money/index.ts';
import type { LedgerWorld } from '../support/ledger-world.ts';
import { apply, available, frozen, inputOf, type Model, newModel, reserved, type Step } from './model.ts';

export const START = Date.parse('2026-11-21T20:00:00Z');
const ACCOUNTS = 3;
export const HOUR = 3_600_000;

/** Small pools, so that keys repeat, conflict and settle late as often as not. */
const generation = fc.integer({ min: 0, max: 5 }).map((number) => `g${number}`);
const key = fc.integer({ min: 0, max: 9 }).map((number) => `k${number}`);
const amount = fc.integer({ min: -1, max: 12 });
const lot = fc.integer({ min: 1, max: 4 });
const cause = fc.constantFrom('UNUSED' as const, 'REFUNDED' as const, 'DISPUTE_LOST' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    amount,
    source: fc.constantFrom('PACK' as const, 'PROMOTION' as const),
    priority: fc.integer({ min: -1, max: 1 }),
    startsIn: fc.constantFrom(0, 0, 0, 2 * HOUR),
    endsIn: fc.constantFrom(0, 0, HOUR, 5 * HOUR, 30 * HOUR),
    key,
  }),
  fc.record({
    kind: fc.constant('reserve' as const),
    generation,
    amount,
    apiKey: fc.constantFrom('a', 'b'),
    dailyLimit: fc.constantFrom(15, 1_000),
    concurrency: fc.constantFrom(3, 100),
    key,
  }),
  fc.record({ kind: fc.constantFrom('charge' as const, 'charge' as const, 'lateCharge' as const), generation, amount }),
  fc.record({ kind: fc.constant('refund' as const), generation }),
  fc.record({ kind: fc.constant('refundCharge' as const), generation, amount, key }),
  fc.record({ kind: fc.constant('repay' as const), amount, keepsSurplus: fc.boolean(), key }),
  fc.record({ kind: fc.constantFrom('freezeLot' as const, 'releaseLot' as const), lot, key }),
  fc.record({ kind: fc.constant('clawback' as const), lot, amount, cause, key }),
  fc.record({ kind: fc.constant('undoClawback' as const), lot, amount, key }),
  fc.record({ kind: fc.constant('expire' as const) }),
);
const round = fc.record({
  advance: fc.constantFrom(0, 1, HOUR, 6 * HOUR, 25 * HOUR),
  steps: fc.array(fc.tuple(fc.integer({ min: 0, max: ACCOUNTS - 1 }), step), { maxLength: 12 }),
});
export const history = fc.record({
  credits: fc.array(fc.constantFrom(0, 0, 20), { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
  rounds: fc.array(round, { minLength: 1, maxLength: 8 }),
});

/** One account in the ledger and in the model. Ids are per history, so that histories share a database. */
interface Player {
  readonly accountId: string;
  readonly model: Model;
  readonly ids: Map<string, string>;
}

const micro = (amount: number) => microCredits(BigInt(amount));

function idOf(player: Player, name: string): string {
  const id = player.ids.get(name) ?? newId();
  player.ids.set(name, id);
  return id;
}

function toCommand(player: Player, step: Step, now: number): LedgerCommand {
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
        apiKeyId: idOf(player, `key ${step.apiKey}`),
        amount: micro(step.amount),
        dailyLimit: micro(step.dailyLimit),
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

/** A caller makes a new generation id for every request, so a used one is never reserved again. */
function isMeaningful(player: Player, step: Step): boolean {
  return step.kind !== 'reserve' || !player.model.work.has(step.generation);
}

export interface History {
  readonly credits: readonly number[];
  readonly rounds: readonly { readonly advance: number; readonly steps: readonly [number, Step][] }[];
}

/** Every answer and every balance must be the model's, and verification must find nothing. */
export async function play(world: LedgerWorld, { credits, rounds }: History): Promise<void> {
  const players: Player[] = [];
  for (const credit of credits) {
    const accountId = await world.newAccount();
    if (credit > 0) await world.ledger.setCreditLimit(accountId, micro(credit));
    players.push({ accountId, model: newModel(credit), ids: new Map() });
  }
  let now = START;
  for (const { advance, steps } of rounds) {
    now += advance;
    world.clock.now = new Date(now);
    await playRound(world, players, { steps, now });
    for (const player of players) await compareBalances(world, player, now);
  }
  for (const { accountId } of players) {
    const verification = await world.ledger.verify(accountId);
    expect(verification?.problems).toEqual([]);
  }
}

/** All steps of a round are submitted at once; commands of one account keep their order, those of others interleave. */
async function playRound(
  world: LedgerWorld,
  players: readonly Player[],
  { steps, now }: { readonly steps: readonly [number, Step][]; readonly now: number },
): Promise<void> {
  const expected: string[] = [];
  const submitted: Promise<string>[] = [];
  for (const [index, step] of steps) {
    const player = players[index];
    if (player === undefined || !isMeaningful(player, step)) continue;
    submitted.push(
      world.ledger
        .submit({ command: toCommand(player, step, now) })
        .then((outcome) => (outcome.status === 'refused' ? outcome.refusal.code : outcome.status)),
    );
    expected.push(apply(player.model, step, now));
  }
  expect(await Promise.all(submitted)).toEqual(expected);
}

async function compareBalances(world: LedgerWorld, { accountId, model }: Player, now: number): Promise<void> {
  const balance = await world.ledger.balance(accountId);
  expect({
    available: Number(balance?.available),
    reserved: Number(balance?.reserved),
    frozen: Number(balance?.frozen),
    debt: Number(balance?.debt),
  }).toEqual({
    available: available(model, now),
    reserved: reserved(model),
    frozen: frozen(model),
    debt: model.owed,
  });
}
