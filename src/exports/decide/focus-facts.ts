// What a row of FOCUS is made of.
import type { CreditSource, LotShare } from '../../ledger/index.ts';
import type { MicroCredits, Money } from '../../money/index.ts';

export interface FocusLine {
  readonly sequence: bigint;
  readonly type: 'CHARGE' | 'REFUND' | 'ADD';
  readonly createdAt: Date;
  /** Signed change of what the account has. */
  readonly moved: MicroCredits;
  readonly lots: readonly LotShare[];
  /** Public ids. */
  readonly generationId: string | undefined;
  readonly apiKeyId: string | undefined;
  readonly apiKeyName: string | undefined;
  /** When the charge was made that a REFUND gives back. */
  readonly chargedAt: Date | undefined;
  readonly model: string | undefined;
  readonly priceVersion: string | undefined;
  readonly provider: string | undefined;
  readonly endUser: string | undefined;
  readonly tags: readonly string[] | undefined;
  /** Of an ADD. */
  readonly source: CreditSource | undefined;
  readonly purchase: { readonly packId: string; readonly packName: string; readonly price: Money } | undefined;
}

export interface FocusLot {
  readonly source: CreditSource;
  readonly granted: MicroCredits;
  /** What all of it was bought for; undefined: no purchase says it. */
  readonly price: Money | undefined;
}

export interface FocusFacts {
  /** Public id. */
  readonly accountId: string;
  readonly accountName: string;
  /** Who sells: the storefront's name. */
  readonly seller: string;
  /** The pricing currency: "credits". */
  readonly creditName: string;
  /** What one credit costs at the list price, in 1e-9 of the currency's unit. */
  readonly creditPrice: { readonly billionths: bigint; readonly currency: string };
  /** By number. */
  readonly lots: ReadonlyMap<number, FocusLot>;
}
