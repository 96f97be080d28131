// The end of a generation and the end of its reservation are one transaction: charged and delivered, or refunded and
// failed, never one without the other.
import type { Operator } from '../../accounts/index.ts';
import { errorCode, int4s, int8s, jsonbs, type Sends, texts, timestamptzs, uuids } from '../../database/index.ts';
import { type Outcome, type Submission, sendingCompanion } from '../../ledger/index.ts';
import { type MicroCredits, min, ZERO } from '../../money/index.ts';
import { countEnded } from '../count/count-generations.ts';
import { publishChanges } from '../follow/publish-changes.ts';
import type { Generation, GenerationFailure, GenerationStatus, StoredOutput } from '../generation.ts';
import { type AttemptEnd, sendAttemptEnds } from '../run/record-attempt.ts';
import type { RunServices } from '../services.ts';
import { recordRequests } from './record-request.ts';
import { recordSettled } from './record-settled.ts';

/** How a generation ended. */
export interface GenerationEnd {
  readonly status: Extract<GenerationStatus, 'SUCCEEDED' | 'FAILED' | 'CANCELED'>;
  readonly outputs: readonly StoredOutput[];
  readonly error: GenerationFailure | undefined;
  /** The attempt that decided it; undefined when no provider was asked. */
  readonly attempt: number | undefined;
  readonly now: Date;
  /** Who ended it, if an operator did. */
  readonly operator?: Operator | undefined;
}

interface EndedGeneration extends GenerationEnd {
  /** As it was before. */
  readonly generation: Generation;
  readonly cost: MicroCredits;
  /** What the outputs come to; undefined when nothing was delivered. */
  readonly effectiveCost: MicroCredits | undefined;
  readonly recordEnded: RunServices['recordEnded'];
}

/** What it takes to settle. */
type SettleServices = Pick<RunServices, 'ledger' | 'recordEnded'>;

/**
 * An attempt has one verdict: one that was closed with another, and any that is open, forbid this end. Counted, not joined: a
 * subquery that is asked for each row goes by the primary key whatever the statistics say.
 */
const CONTRADICTIONS = `(select count(*) from attempt
    where attempt.account_id = ended.account_id and attempt.generation_id = ended.id
      and (attempt.status = 'SUBMITTED' or (attempt.number = ended.attempt and attempt.status <> ended.status)))`;

/**
 * Takes the root of -1, which ends the transaction, unless every end was written. Not prepared: an update joined to its rows is
 * planned by the size that the table has now.
 */
const END_GENERATIONS = `with ended as (update generation set status = ended.status, outputs = ended.outputs, error = ended.error,
      cost = ended.cost, effective_cost = ended.effective_cost, ended_at = ended.at, billed_at = ended.at,
      due_at = null, sequence = sequence + 1
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[], $6::bigint[], $7::bigint[],
      $8::timestamptz[], $9::int[]) as ended (account_id, id, status, outputs, error, cost, effective_cost, at, attempt)
    where generation.account_id = ended.account_id and generation.id = ended.id and generation.ended_at is null
      and ${CONTRADICTIONS} = 0
    returning 1)
  select sqrt((count(*) = $10::int)::int - 1) from ended`;

/** PostgreSQL's code for it. No other statement of a settlement takes a root. */
const CONTRADICTED = '2201F';

/** Charges what was delivered, at most what was reserved. */
export async function settleDelivered(
  { ledger, recordEnded }: SettleServices,
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
    companion: sendingCompanion(writeEnds, { generation, ...end, cost: amount, effectiveCost: cost, recordEnded }),
  });
}

/** Gives everything back: nothing was delivered. */
export async function settleUndelivered(
  { ledger, recordEnded }: SettleServices,
  generation: Generation,
  end: GenerationEnd,
): Promise<Settled> {
  const { accountId, id } = generation;
  const reason = end.error === undefined ? 'The generation was canceled.' : `Not delivered: ${end.error.code}`;
  return submitSettlement(ledger, {
    command: { kind: 'refund', accountId, generationId: id, reason },
    companion: sendingCompanion(writeEnds, { generation, ...end, cost: ZERO, effectiveCost: undefined, recordEnded }),
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
async function submitSettlement(ledger: SettleServices['ledger'], submission: Submission): Promise<Settled> {
  const outcome = await ledger.submit(submission).catch((error: unknown) => {
    // One that is held for review has ended with its reservation open: only an operator may settle it.
    throw errorCode(error) === CONTRADICTED ? new ContradictedEnd() : error;
  });
  if (outcome.status === 'refused') throw new Error(`the settlement was refused: ${outcome.refusal.code}`);
  return outcome;
}

/** `unchanged`: it had been settled before. */
export type Settled = Exclude<Outcome, { readonly status: 'refused' }>;

/** Nothing is read back: what is published of a generation beside its end never changes once it runs. */
function writeEnds(tx: Sends, ends: readonly EndedGeneration[]): void {
  sendAttemptEnds(tx, ends.flatMap(toAttemptEnd));
  tx.send(END_GENERATIONS, [
    uuids(ends, ({ generation }) => generation.accountId),
    uuids(ends, ({ generation }) => generation.id),
    texts(ends, (end) => end.status),
    jsonbs(ends, (end) => JSON.stringify(end.outputs)),
    jsonbs(ends, (end) => (end.error === undefined ? undefined : JSON.stringify(end.error))),
    int8s(ends, (end) => end.cost),
    int8s(ends, (end) => end.effectiveCost),
    timestamptzs(ends, (end) => end.now),
    int4s(ends, (end) => end.attempt),
    ends.length,
  ]);
  countEnded(
    tx,
    ends.map(({ generation }) => generation),
  );
  const ended = ends.map(afterEnd);
  recordRequests(ends[0]?.recordEnded, tx, ended);
  publishChanges(tx, ended, ends[0]?.now ?? new Date());
  for (const { generation, cost, now, operator } of ends) recordSettled(tx, { ...generation, cost, now }, operator);
}

function afterEnd({ generation, status, outputs, error, cost, now }: EndedGeneration): Generation {
  return { ...generation, status, outputs, error, cost, endedAt: now };
}

function toAttemptEnd({ generation, attempt, status, error, now }: EndedGeneration): AttemptEnd[] {
  if (attempt === undefined) return [];
  const { accountId, id } = generation;
  return [{ accountId, id, number: attempt, status, error, endedAt: now }];
}
