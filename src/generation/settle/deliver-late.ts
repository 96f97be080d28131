// Delivered after all, when the reservation had been given back. The ledger takes the credits again if they are there; then
// the generation has succeeded. If they are not, nothing is delivered, and it is logged for the operator.

import { shardOf, type Transaction } from '../../database/index.ts';
import { companion } from '../../ledger/index.ts';
import { type MicroCredits, min } from '../../money/index.ts';
import { lockedAndRecounted, recounted } from '../count/count-generations.ts';
import { notifyChanged, publishChanges } from '../follow/publish-changes.ts';
import type { Generation, GenerationAddress, StoredOutput } from '../generation.ts';
import { GENERATION_COLUMNS, type StoredGeneration, toGeneration } from '../generation-row.ts';
import { priceDelivered } from '../plan/price-generation.ts';
import type { RunServices } from '../services.ts';
import { decideCharge } from './decide/charge.ts';
import { recordRequests } from './record-request.ts';

type LateServices = Pick<RunServices, 'database' | 'ledger' | 'catalog' | 'review' | 'now' | 'log' | 'recordEnded'>;

interface LateDelivery extends GenerationAddress {
  readonly outputs: readonly StoredOutput[];
  readonly cost: MicroCredits;
  readonly effectiveCost: MicroCredits;
  readonly now: Date;
  readonly recordEnded: RunServices['recordEnded'];
}

/** Only what ran out of time is still wanted: not what was canceled, was erased, or was delivered by another provider. */
export const isStillWanted = ({ status, error, purgedAt }: Generation): boolean =>
  status === 'FAILED' && error?.code === 'PROVIDER_TIMEOUT' && purgedAt === undefined;

/** Nothing happens when it is not wanted any more. */
export async function deliverLate(
  services: LateServices,
  generation: Generation,
  outputs: readonly StoredOutput[],
): Promise<void> {
  if (!isStillWanted(generation) || outputs.length === 0) return;
  const price = priceDelivered(await services.catalog.priceBook(generation.priceVersion), generation, outputs);
  const expected = price?.expected ?? generation.costEstimate;
  const decision = decideCharge({ effective: price?.total, expected, review: services.review });
  const delivered = { generation, outputs, now: services.now() };
  if (decision.kind === 'hold') await holdLate(services, { ...delivered, effective: decision.effective });
  else await chargeLate(services, { ...delivered, effective: decision.effective });
}

interface Delivered<Effective> {
  readonly generation: Generation;
  readonly outputs: readonly StoredOutput[];
  readonly effective: Effective;
  readonly now: Date;
}

async function chargeLate(
  { ledger, log, recordEnded }: LateServices,
  { generation, outputs, effective, now }: Delivered<MicroCredits>,
): Promise<void> {
  const { accountId, id } = generation;
  const cost = min(effective, generation.maxCost);
  const outcome = await ledger.submit({
    command: { kind: 'lateCharge', accountId, generationId: id, amount: cost },
    companion: companion(writeLate, { accountId, id, outputs, cost, effectiveCost: effective, now, recordEnded }),
  });
  const event = outcome.status === 'refused' ? 'late_success_unpaid' : 'late_success';
  log(event, { accountId, id, cost: String(cost) });
}

/** Held since its end, while what is held at its end has a reservation. */
const HOLD = `update generation set status = 'SUCCEEDED', outputs = $3, cost = null, effective_cost = $4,
    held_at = greatest($5::timestamptz, ended_at + interval '1 millisecond'),
    billed_at = null, error = null, sequence = sequence + 1
  where account_id = $1 and id = $2 and status = 'FAILED' and held_at is null and purged_at is null returning id`;

/** A cost that nobody would believe is not charged late either: the customer has the outputs, and an operator decides. */
async function holdLate(
  { database, log, recordEnded }: LateServices,
  { generation, outputs, effective, now }: Delivered<MicroCredits | undefined>,
): Promise<void> {
  const { accountId, id } = generation;
  await shardOf(database, accountId).transaction(async (tx) => {
    const values = [accountId, id, JSON.stringify(outputs), effective, now];
    const held = await lockedAndRecounted(tx, generation, () => tx.rows(HOLD, values));
    if (held.length === 0) return;
    recordRequests(recordEnded, tx, [{ ...generation, status: 'SUCCEEDED', outputs, error: undefined }]);
    notifyChanged(tx, [generation]);
  });
  log('late_success_held_for_review', { accountId, id, cost: String(effective ?? 'unknown') });
}

const WRITE = `update generation set status = 'SUCCEEDED', outputs = $3, cost = $4, effective_cost = $5, billed_at = $6,
    error = null, sequence = sequence + 1
  where account_id = $1 and id = $2 and status = 'FAILED' and purged_at is null returning ${GENERATION_COLUMNS}`;

async function writeLate(tx: Transaction, deliveries: readonly LateDelivery[]): Promise<void> {
  for (const { accountId, id, outputs, cost, effectiveCost, now, recordEnded } of deliveries) {
    const values = [accountId, id, JSON.stringify(outputs), cost, effectiveCost, now];
    const [row] = await recounted(tx, [{ accountId, id }], () => tx.rows<StoredGeneration>(WRITE, values));
    if (row === undefined) throw new Error('a late delivery found no failed generation');
    const delivered = [toGeneration(row)];
    recordRequests(recordEnded, tx, delivered);
    publishChanges(tx, delivered, now);
  }
}
