// What customers would have paid under a price book that is not published yet, beside what they paid.
import type { PublicationPlan, PublicationRefusal } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';

export interface RehearsalRequest {
  /** A storefront file's text. */
  readonly document: string;
  /** When it would come into force, which decides the book it is compared with; undefined: now. */
  readonly effectiveAt?: Date | undefined;
  /** How far back to look: 1 to 365. */
  readonly days: number;
  readonly onProgress?: (progress: RehearsalProgress) => void;
}

/** They go by account, as they are stored, and not by day. */
export interface RehearsalProgress {
  /** Priced by now. */
  readonly generations: number;
  /** About as many are to be. */
  readonly allGenerations: number;
}

/**
 * Sums over generations that the new book can price. Paid: what was charged, refunds of charges not taken off. Would have
 * paid: what the new rules say of the same request and the same outputs, not capped by the reservation that was made then.
 */
export interface RehearsedSum {
  readonly generations: number;
  readonly paid: MicroCredits;
  readonly wouldHavePaid: MicroCredits;
  /** Above zero: more than before. */
  readonly difference: MicroCredits;
  /** Of what was paid, as a decimal string with at most two digits: "12.5", "-3"; undefined when nothing was paid. */
  readonly percentage: string | undefined;
}

export interface RehearsedModel extends RehearsedSum {
  readonly model: string;
}

export interface RehearsedAccount extends RehearsedSum {
  readonly accountId: string;
}

/** Generations that the new book has no price for; they are in no other sum. */
export interface UnpricedGenerations {
  readonly model: string;
  /** In words. */
  readonly reason: string;
  readonly generations: number;
  /** What was charged for them. */
  readonly paid: MicroCredits;
}

export interface RehearsalReport {
  readonly from: Date;
  readonly to: Date;
  readonly total: RehearsedSum;
  /** All of them, the largest difference first. */
  readonly byModel: readonly RehearsedModel[];
  /** The 100 with the largest differences, the largest first. */
  readonly byAccount: readonly RehearsedAccount[];
  readonly accounts: AccountCounts;
  /** The most generations first. */
  readonly unpriced: readonly UnpricedGenerations[];
}

/** Accounts with generations that can be priced. */
export interface AccountCounts {
  readonly payingMore: number;
  readonly payingLess: number;
  readonly payingTheSame: number;
}

export type RehearsalOutcome =
  | { readonly status: 'rehearsed'; readonly plan: PublicationPlan; readonly report: RehearsalReport }
  | { readonly status: 'refused'; readonly refusal: PublicationRefusal };
