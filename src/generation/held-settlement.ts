// What an operator decides about a generation that is held for review, and what comes of it.
import type { LedgerTransaction } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { HeldRefusal } from './decide-held-settlement.ts';
import type { Generation } from './generation.ts';

export interface HeldSettlement {
  readonly accountId: string;
  readonly generationId: string;
  /** Micro-credits, from 0 (everything returns) to what is reserved. */
  readonly cost: MicroCredits;
  /** In words for the customer. */
  readonly reason: string;
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
