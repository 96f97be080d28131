// What an operator may decide about a generation: one that is held for review is settled once, between nothing and its
// reservation; one that has not ended can be ended for nothing. Pure.
import { type MicroCredits, ZERO } from '../../../money/index.ts';
import { type Generation, isTerminal } from '../../generation.ts';

export type HeldRefusal =
  | { readonly code: 'GENERATION_NOT_FOUND' }
  | { readonly code: 'NOT_HELD' }
  | { readonly code: 'NOT_DELIVERED' }
  /** It was delivered after its refund, and less is available now. */
  | { readonly code: 'CREDITS_GONE'; readonly available: MicroCredits }
  | { readonly code: 'SETTLED_OTHERWISE'; readonly cost: MicroCredits }
  | { readonly code: 'COST_OUT_OF_RANGE'; readonly reserved: MicroCredits };

/** Undefined when `cost` may be charged, or was: the ledger distinguishes these. */
export function decideHeldSettlement(generation: Generation | undefined, cost: MicroCredits): HeldRefusal | undefined {
  if (generation === undefined) return { code: 'GENERATION_NOT_FOUND' };
  if (!isTerminal(generation.status)) return cost === ZERO ? undefined : { code: 'NOT_DELIVERED' };
  if (isEndedByOperator(generation) && cost === ZERO) return undefined;
  return decideHeld(generation, cost);
}

function decideHeld(generation: Generation, cost: MicroCredits): HeldRefusal | undefined {
  if (generation.heldAt === undefined) return { code: 'NOT_HELD' };
  const { cost: settled, maxCost: reserved } = generation;
  if (settled !== undefined && settled !== cost) return { code: 'SETTLED_OTHERWISE', cost: settled };
  return cost < 0n || cost > reserved ? { code: 'COST_OUT_OF_RANGE', reserved } : undefined;
}

/** The code of a failure that an operator decided on. */
export const ENDED_BY_OPERATOR = 'ENDED_BY_OPERATOR';

/** Who repeats it gets the same answer again. */
const isEndedByOperator = ({ error }: Pick<Generation, 'error'>): boolean => error?.code === ENDED_BY_OPERATOR;
