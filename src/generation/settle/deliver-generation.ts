// Outputs have come: their cost is computed from the files, by the same function as the estimate, and charged or held.

import type { Generation } from '../generation.ts';
import { priceDelivered } from '../plan/price-generation.ts';
import type { RunServices } from '../services.ts';
import { decideCharge } from './decide/charge.ts';
import { holdGeneration } from './hold-generation.ts';
import { type GenerationEnd, settleDelivered } from './settle-generation.ts';

/** `end.outputs` has at least one. */
export async function deliverGeneration(
  services: Pick<RunServices, 'database' | 'ledger' | 'catalog' | 'review' | 'log' | 'recordEnded'>,
  generation: Generation,
  end: GenerationEnd,
): Promise<void> {
  const { catalog, review } = services;
  const price = priceDelivered(await catalog.priceBook(generation.priceVersion), generation, end.outputs);
  const expected = price?.expected ?? generation.costEstimate;
  const decision = decideCharge({ effective: price?.total, expected, review });
  logUnusual(services, generation, { ...decision, expected });
  switch (decision.kind) {
    case 'charge':
      await settleDelivered(services, generation, { cost: decision.effective, end });
      return;
    case 'hold':
      await holdGeneration(services, generation, { effective: decision.effective, end });
      return;
    default:
      decision satisfies never;
  }
}

interface Judged {
  readonly kind: 'charge' | 'hold';
  readonly effective: bigint | undefined;
  readonly expected: bigint;
}

function logUnusual(
  { log }: Pick<RunServices, 'log'>,
  generation: Generation,
  { kind, effective, expected }: Judged,
): void {
  const isOverrun = effective !== undefined && effective > generation.maxCost;
  if (kind === 'charge' && !isOverrun) return;
  const { accountId, id, maxCost, priceVersion } = generation;
  const numbers = { estimate: String(expected), cost: String(effective ?? 'unknown'), reserved: String(maxCost) };
  log(kind === 'hold' ? 'held_for_review' : 'cost_above_reservation', { accountId, id, priceVersion, ...numbers });
}
