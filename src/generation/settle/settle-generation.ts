// The end of a generation and the end of its reservation are one transaction: charged and delivered, or refunded and
// failed, never one without the other.
import { int4s, int8s, jsonbs, type Transaction, texts, timestamptzs, uuids } from '../../database/index.ts';
import { companion, type Ledger, type Outcome, type Submission } from '../../ledger/index.ts';
import { type MicroCredits, min, ZERO } from '../../money/index.ts';
import { publishChanges } from '../follow/publish-changes.ts';
import type {
  Generation,
  GenerationAddress,
  GenerationFailure,
  GenerationStatus,
  StoredOutput,
} from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { type AttemptEnd, sendAttemptEnds } from '../run/record-attempt.ts';

/** How a generation ended. */
export interface GenerationEnd {
  readonly status: Extract<GenerationStatus, 'SUCCEEDED' | 'FAILED' | 'CANCELED'>;
  readonly outputs: readonly StoredOutput[];
  readonly error: GenerationFailure | undefined;
  /** The attempt that decided it; undefined when no provider was asked. */
  readonly attempt: number | undefined;
  readonly now: Date;
}

interface EndedGeneration extends GenerationAddress, GenerationEnd {
  readonly cost: MicroCredits;
  /** What the outputs come to; undefined when nothing was delivered. */
  readonly effectiveCost: MicroCredits | undefined;
}

/**
 * An attempt has one verdict: one that was closed with another, and any that is open, forbid this end. Counted, not joined: a
 * subquery that is asked for each row goes by the primary key whatever the statistics say.
 */
const CONTRADICTIONS = `(select count(*) from attempt
    where attempt.account_id = ended.account_id and attempt.generation_id = ended.id
      and (attempt.status = 'SUBMITTED' or (attempt.number = ended.attempt and attempt.status <> ended.status)))`;

/** Not prepared: an update joined to its rows is planned by the size that the table has now. */
const END_GENERATIONS = `update generation set status = ended.status, outputs = ended.outputs, error = ended.error,
    cost = ended.cost, effective_cost = ended.effective_cost, ended_at = ended.at, billed_at = ended.at,
    due_at = null, sequence = sequence + 1
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[], $6::bigint[], $7::bigint[],
    $8::timestamptz[], $9::int[]) as ended (account_id, id, status, outputs, error, cost, effective_cost, at, attempt)
  where generation.account_id = ended.account_id and generation.id = ended.id and generation.ended_at is null
    and ${CONTRADICTIONS} = 0
  returning ${GENERATION_COLUMNS}`;

/** Charges what was delivered, at most what was reserved. */
export async function settleDelivered(
  ledger: Ledger,
  generation: Generation,
  { cost, end }: { readonly cost: MicroCredits; readonly end: GenerationEnd },
): Promise<void> {
  const amount = min(cost, generation.maxCost);
  const { accountId, id } = generation;
  // What costs nothing although something was reserved gives the whole reservation back.
  const command =
    amount === ZERO && generation.maxCost > ZERO
      ? ({ kind: 'refund', accountId, generationId: id, reason: 'What was delivered costs nothing.' } as const)
      : ({ kind: 'charge', accountId, generationId: id, amount } as const);
  await submitSettlement(ledger, {
    command,
    companion: companion(writeEnds, { accountId, id, ...end, cost: amount, effectiveCost: cost }),
  });
}

/** Gives everything back: nothing was delivered. */
export async function settleUndelivered(ledger: Ledger, generation: Generation, end: GenerationEnd): Promise<Settled> {
  const { accountId, id } = generation;
  const reason = end.error === undefined ? 'The generation was canceled.' : `Not delivered: ${end.error.code}`;
  return submitSettlement(ledger, {
    command: { kind: 'refund', accountId, generationId: id, reason },
    companion: companion(writeEnds, { accountId, id, ...end, cost: ZERO, effectiveCost: undefined }),
  });
}

/** Another end, or another verdict on the attempt that decided it, came first. */
export class ContradictedEnd extends Error {
  override readonly name = 'ContradictedEnd';

  constructor() {
    super('a generation was to be settled that has ended already, or whose attempt has another verdict');
  }
}

/** A refused settlement is a bug of ours: it must be reported, not leave the credits reserved silently. */
async function submitSettlement(ledger: Ledger, submission: Submission): Promise<Settled> {
  const outcome = await ledger.submit(submission);
  if (outcome.status === 'refused') throw new Error(`the settlement was refused: ${outcome.refusal.code}`);
  return outcome;
}

/** `unchanged`: it had been settled before. */
export type Settled = Exclude<Outcome, { readonly status: 'refused' }>;

async function writeEnds(tx: Transaction, ends: readonly EndedGeneration[]): Promise<void> {
  sendAttemptEnds(tx, ends.flatMap(toAttemptEnd));
  const ended = await tx.rows<StoredGeneration>(END_GENERATIONS, [
    uuids(ends, (end) => end.accountId),
    uuids(ends, (end) => end.id),
    texts(ends, (end) => end.status),
    jsonbs(ends, (end) => JSON.stringify(end.outputs)),
    jsonbs(ends, (end) => (end.error === undefined ? undefined : JSON.stringify(end.error))),
    int8s(ends, (end) => end.cost),
    int8s(ends, (end) => end.effectiveCost),
    timestamptzs(ends, (end) => end.now),
    int4s(ends, (end) => end.attempt),
  ]);
  // One that is held for review has ended with its reservation open: only an operator may settle it.
  if (ended.length < ends.length) throw new ContradictedEnd();
  const now = ends[0]?.now ?? new Date();
  publishChanges(tx, ended.map(toGeneration), now);
}

function toAttemptEnd(end: EndedGeneration): AttemptEnd[] {
  if (end.attempt === undefined) return [];
  const { accountId, id, status, error, now } = end;
  return [{ accountId, id, number: end.attempt, status, error, endedAt: now }];
}
