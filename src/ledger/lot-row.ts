// Between the rows of `lot` and LotState.
import { microCredits } from '../money/index.ts';
import type { CreditSource } from './commands.ts';
import type { LotState } from './decide/state.ts';

export interface LotRow {
  readonly account_id: string;
  readonly number: number;
  readonly source: CreditSource;
  readonly priority: number;
  readonly effective_at: Date;
  readonly expires_at: Date | null;
  readonly usable_until: Date | null;
  readonly granted: bigint;
  readonly remaining: bigint;
  readonly reserved: bigint;
  readonly spent: bigint;
  readonly expired: bigint;
  readonly frozen: bigint;
  readonly disputes: number;
  readonly clawed_back: bigint;
  readonly purchase_id: string | null;
}

export function toLot(row: LotRow): LotState {
  return {
    number: row.number,
    source: row.source,
    priority: row.priority,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at ?? undefined,
    usableUntil: row.usable_until ?? undefined,
    granted: microCredits(row.granted),
    remaining: microCredits(row.remaining),
    reserved: microCredits(row.reserved),
    spent: microCredits(row.spent),
    expired: microCredits(row.expired),
    frozen: microCredits(row.frozen),
    disputes: row.disputes,
    clawedBack: microCredits(row.clawed_back),
    purchaseId: row.purchase_id ?? undefined,
  };
}
