// An operator settles: what is held for review is charged with what was decided, and what does not end by itself is ended,
// through the ledger's one settlement.
import type { Operator } from '../../accounts/index.ts';
import { plainArray, type Transaction } from '../../database/index.ts';
import {
  type ChargeCommand,
  companion,
  type LateChargeCommand,
  type LedgerRefusal,
  type LedgerTransaction,
  type RefundCommand,
} from '../../ledger/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import { recounted } from '../count/count-generations.ts';
import { publishChanges } from '../follow/publish-changes.ts';
import { type Generation, type GenerationAddress, isHeldLate, isTerminal } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { readGeneration } from '../read/generations.ts';
import type { ConcludeServices } from '../services.ts';
import { decideHeldSettlement, type HeldRefusal } from './decide/held-settlement.ts';
import { endByOperator } from './end-by-operator.ts';
import { recordRequests } from './record-request.ts';
import { recordSettled } from './record-settled.ts';

export interface HeldSettlement {
  readonly accountId: string;
  readonly generationId: string;
  /** Micro-credits, from 0 (everything returns) to what is reserved. */
  readonly cost: MicroCredits;
  /** In words for the customer. */
  readonly reason: string;
  readonly operator?: Operator | undefined;
}

export type HeldOutcome =
  | {
      readonly status: 'settled';
      readonly generation: Generation;
      readonly transaction: LedgerTransaction;
      /** It had been settled with this cost before: nothing was booked again. */
      readonly replayed: boolean;
    }
  | { readonly status: 'refused'; readonly refusal: HeldRefusal };

/** A generation has one settlement, so it is its own idempotency key: the same cost again is answered, another refused. */
export async function settleHeld(services: ConcludeServices, asked: HeldSettlement): Promise<HeldOutcome> {
  const { accountId, generationId, cost } = asked;
  const held = await readGeneration(services.database, accountId, generationId);
  const refusal = decideHeldSettlement(held, cost);
  if (held === undefined || refusal !== undefined) return refused(refusal);
  const outcome = await settle(services, held, asked);
  if (outcome === undefined) return refused({ code: 'NOT_HELD' });
  if (outcome.status === 'refused') return refused(refusalOf(outcome.refusal));
  // Another operator may have been faster.
  const generation = await readGeneration(services.database, accountId, generationId);
  const late = decideHeldSettlement(generation, cost);
  const { transaction } = outcome;
  if (generation === undefined || late !== undefined) return refused(late);
  if (transaction === undefined) throw new Error('a settlement has a transaction');
  const replayed = outcome.status !== 'applied';
  if (!replayed) logSettled(services, held, asked);
  return { status: 'settled', generation, transaction, replayed };
}

/** Undefined when it was not held, and has ended by itself in the meantime. */
async function settle(services: ConcludeServices, held: Generation, asked: HeldSettlement) {
  const { accountId, generationId, cost, operator } = asked;
  if (!isTerminal(held.status)) return endByOperator(services, held, asked);
  const outcome = await services.ledger.submit({
    command: isHeldLate(held) ? toLateCharge(asked) : toCommand(asked),
    companion: companion(writeCosts, {
      ...{ accountId, id: generationId, cost, now: services.now() },
      ...{ recordEnded: services.recordEnded, operator },
    }),
  });
  return outcome;
}

/** What was delivered after its refund is charged from what is available now. */
function refusalOf(refusal: LedgerRefusal): HeldRefusal {
  if (!('available' in refusal)) throw new Error(`the settlement was refused: ${refusal.code}`);
  return { code: 'CREDITS_GONE', available: refusal.available };
}

const toLateCharge = ({ accountId, generationId, cost: amount, reason: why }: HeldSettlement): LateChargeCommand => ({
  ...{ kind: 'lateCharge', accountId, generationId, amount },
  reason: `After review: ${why}`,
});

const refused = (refusal: HeldRefusal | undefined): HeldOutcome => ({
  status: 'refused',
  refusal: refusal ?? { code: 'GENERATION_NOT_FOUND' },
});

function toCommand({ accountId, generationId, cost, reason: why }: HeldSettlement): ChargeCommand | RefundCommand {
  const reason = `After review: ${why}`;
  return cost === ZERO
    ? { kind: 'refund', accountId, generationId, reason }
    : { kind: 'charge', accountId, generationId, amount: cost, reason };
}

function logSettled({ log }: ConcludeServices, held: Generation, { cost, reason }: HeldSettlement): void {
  const { accountId, id, costEstimate, effectiveCost, maxCost } = held;
  const effective = effectiveCost === undefined ? 'unknown' : String(effectiveCost);
  const numbers = { estimate: String(costEstimate), effective, reserved: String(maxCost), cost: String(cost) };
  log('held_generation_settled', { accountId, id, ...numbers, reason });
}

interface DecidedCost extends GenerationAddress {
  readonly cost: MicroCredits;
  readonly now: Date;
  readonly recordEnded: ConcludeServices['recordEnded'];
  readonly operator: Operator | undefined;
}

/** Not prepared: an update joined to its rows is planned by the size that the table has now. */
const WRITE_COSTS = `update generation set cost = decided.cost, billed_at = decided.at, sequence = sequence + 1
  from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[]) as decided (account_id, id, cost, at)
  where generation.account_id = decided.account_id and generation.id = decided.id
    and generation.held_at is not null and generation.cost is null
  returning ${GENERATION_COLUMNS}`;

async function writeCosts(tx: Transaction, decided: readonly DecidedCost[]): Promise<void> {
  const values = [
    plainArray(decided.map((one) => one.accountId)),
    plainArray(decided.map((one) => one.id)),
    plainArray(decided.map((one) => one.cost)),
    plainArray(decided.map((one) => one.now)),
  ];
  const written = await recounted(tx, decided, () => tx.rows<StoredGeneration>(WRITE_COSTS, values));
  if (written.length < decided.length) throw new Error('an operator was to settle a generation that is not held');
  const settled = written.map(toGeneration);
  recordRequests(decided[0]?.recordEnded, tx, settled);
  publishChanges(tx, settled, decided[0]?.now ?? new Date());
  for (const one of decided) recordSettled(tx, one, one.operator);
}
