// What a verification of an account finds, as it is answered and as it is stored.
export interface LedgerVerification {
  readonly accountId: string;
  readonly ok: boolean;
  readonly transactions: number;
  readonly firstSequence: bigint | undefined;
  readonly lastSequence: bigint | undefined;
  /** Hexadecimal; undefined for an account without transactions. */
  readonly headHash: string | undefined;
  /** What is wrong, by name, at most 100 lines; empty when ok. */
  readonly problems: readonly string[];
}

/** The same as JSON. */
export interface StoredVerification extends Omit<LedgerVerification, 'firstSequence' | 'lastSequence'> {
  readonly firstSequence?: string;
  readonly lastSequence?: string;
}
