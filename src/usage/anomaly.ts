// What a customer should look into: the four patterns that BabySea tells its customers to look for in their transactions
// (its page on credits, "Review transactions for anomalies").
export type AnomalyKind = 'REFUND_STREAK' | 'HIGH_CHARGE' | 'UNKNOWN_ACTIVITY' | 'STUCK_RESERVATION';

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';

export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly severity: Severity;
  /** For people, with the numbers. */
  readonly message: string;
  /** Sequence numbers of the account's transactions that show it, newest first; of many the last ones. */
  readonly evidence: readonly bigint[];
  /** When the last of what it is about happened. */
  readonly detectedAt: Date;
}
