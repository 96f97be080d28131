// What an operator may decide about a generation that is held for review: once, between nothing and its reservation. Pure.
import type { MicroCredits } from '../money/index.ts';
import type { Generation } from './generation.ts';

export type HeldRefusal =
  | { readonly code: 'GENERATION_NOT_FOUND' }
  | { readonly code: 'NOT_HELD' }
  | { readonly code: 'SETTLED_OTHERWISE'; readonly cost: MicroCredits }
  | { readonly code: 'COST_OUT_OF_RANGE'; readonly reserved: MicroCredits };

/** Undefined when `cost` may be charged, or was: the ledger tells these apart. */
export function decideHeldSettlement(generation: Generation | undefined, cost: MicroCredits): HeldRefusal | undefined {
  if (generation === undefined) return { code: 'GENERATION_NOT_FOUND' };
  if (generation.heldAt === undefined) return { code: 'NOT_HELD' };
  const { cost: settled, maxCost: reserved } = generation;
  if (settled !== undefined && settled !== cost) return { code: 'SETTLED_OTHERWISE', cost: settled };
  return cost < 0n || cost > reserved ? { code: 'COST_OUT_OF_RANGE', reserved } : undefined;
}
