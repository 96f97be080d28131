// Delivered after all, when the reservation had been given back. The ledger takes the credits again if they are there; then
// the generation has succeeded. If they are not, nothing is delivered, and the operator hears of it.

import type { Transaction } from '../database/index.ts';
import { companion } from '../ledger/index.ts';
import { type MicroCredits, min } from '../money/index.ts';
import type { Generation, StoredOutput } from './generation.ts';
import { GENERATION_COLUMNS, type GenerationRow, toGeneration } from './generation-row.ts';
import { priceDelivered } from './price-generation.ts';
import type { RunServices } from './run-services.ts';
import type { GenerationAddress } from './status-events.ts';
import { tellChanged } from './tell-changed.ts';

type LateServices = Pick<RunServices, 'ledger' | 'catalog' | 'now' | 'log'>;

interface LateDelivery extends GenerationAddress {
  readonly outputs: readonly StoredOutput[];
  readonly cost: MicroCredits;
  readonly effectiveCost: MicroCredits;
  readonly now: Date;
}

/** Only what ran out of time is still wanted: not what was canceled, and not what another provider has delivered. */
export const isStillWanted = ({ status, error }: Generation): boolean =>
  status === 'FAILED' && error?.code === 'PROVIDER_TIMEOUT';

/** Nothing happens when it is not wanted any more. */
export async function deliverLate(
  services: LateServices,
  generation: Generation,
  outputs: readonly StoredOutput[],
): Promise<void> {
  const { ledger, catalog, now, log } = services;
  const { accountId, id } = generation;
  if (!isStillWanted(generation) || outputs.length === 0) return;
  const price = priceDelivered(await catalog.priceBook(generation.priceVersion), generation, outputs);
  if (price === undefined) {
    log('late_success_without_price', { accountId, id });
    return;
  }
  const cost = min(price.total, generation.maxCost);
  const outcome = await ledger.submit({
    command: { kind: 'lateCharge', accountId, generationId: id, amount: cost },
    companion: companion(writeLate, { accountId, id, outputs, cost, effectiveCost: price.total, now: now() }),
  });
  const event = outcome.status === 'refused' ? 'late_success_unpaid' : 'late_success';
  log(event, { accountId, id, cost: String(cost) });
}

const WRITE = `update generation set status = 'SUCCEEDED', outputs = $3, cost = $4, effective_cost = $5, billed_at = $6,
    error = null, sequence = sequence + 1
  where account_id = $1 and id = $2 and status = 'FAILED' returning ${GENERATION_COLUMNS}`;

async function writeLate(tx: Transaction, deliveries: readonly LateDelivery[]): Promise<void> {
  for (const { accountId, id, outputs, cost, effectiveCost, now } of deliveries) {
    const [row] = await tx.rows<GenerationRow>(WRITE, [
      accountId,
      id,
      JSON.stringify(outputs),
      cost,
      effectiveCost,
      now,
    ]);
    if (row === undefined) throw new Error('a late delivery found no failed generation');
    tellChanged(tx, [toGeneration(row)], now);
  }
}
