// What became of a customer's wish that a generation ends.
import { type MicroCredits, subtract, ZERO } from '../money/index.ts';
import type { Generation } from './generation.ts';

export type CancelOutcome =
  | {
      readonly status: 'accepted';
      /** As it is afterwards: CANCELED, ended otherwise because the provider was faster, or still running. */
      readonly generation: Generation;
      /** Whether a provider was asked to stop. */
      readonly cancelSent: boolean;
    }
  | {
      readonly status: 'refused';
      readonly refusal:
        | { readonly code: 'GENERATION_NOT_FOUND' }
        | { readonly code: 'NOT_CANCELABLE'; readonly generation: Generation };
    };

/** What is back of its reservation; nothing as long as it is not settled. */
export function refundedBy({ maxCost, cost }: Generation): MicroCredits {
  return cost === undefined ? ZERO : subtract(maxCost, cost);
}
