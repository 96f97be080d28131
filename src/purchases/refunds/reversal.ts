// One way in which money of a payment goes back, and how far it is.
import { type MicroCredits, microCredits } from '../../money/index.ts';

export type ReversalKind = 'OPERATOR_REFUND' | 'PROVIDER_REFUND' | 'DISPUTE';

/**
 * Refunds: PENDING (the credits are to be taken), TAKEN (they are; the provider is to be asked), DONE (the money is on
 * its way), RETURNING (no money goes back; the credits are to be given back), FAILED (they are, or were never taken).
 * Disputes: OPEN, WON, LOST; the last two are final.
 */
export type ReversalStatus = 'PENDING' | 'TAKEN' | 'DONE' | 'RETURNING' | 'FAILED' | 'OPEN' | 'WON' | 'LOST';

export interface Reversal {
  readonly accountId: string;
  readonly id: string;
  readonly kind: ReversalKind;
  readonly paymentIntentId: string;
  readonly purchaseId: string | undefined;
  readonly lot: number;
  readonly providerId: string | undefined;
  readonly credits: MicroCredits;
  readonly minorUnits: bigint;
  readonly currency: string;
  readonly status: ReversalStatus;
  /** The status that the ledger was told of. */
  readonly booked: ReversalStatus | undefined;
  readonly reason: string;
  readonly inputHash: string | undefined;
  readonly createdAt: Date;
}

export interface ReversalRow {
  readonly account_id: string;
  readonly id: string;
  readonly kind: ReversalKind;
  readonly payment_intent_id: string;
  readonly purchase_id: string | null;
  readonly lot: number;
  readonly provider_id: string | null;
  readonly credits: bigint;
  readonly minor_units: bigint;
  readonly currency: string;
  readonly status: ReversalStatus;
  readonly booked: ReversalStatus | null;
  readonly reason: string;
  readonly input_hash: string | null;
  readonly created_at: Date;
}

export const REVERSAL_COLUMNS = `account_id, id, kind, payment_intent_id, purchase_id, lot, provider_id, credits,
  minor_units, currency, status, booked, reason, input_hash, created_at`;

export function toReversal(row: ReversalRow): Reversal {
  return {
    accountId: row.account_id,
    id: row.id,
    kind: row.kind,
    paymentIntentId: row.payment_intent_id,
    purchaseId: row.purchase_id ?? undefined,
    lot: row.lot,
    providerId: row.provider_id ?? undefined,
    credits: microCredits(row.credits),
    minorUnits: row.minor_units,
    currency: row.currency,
    status: row.status,
    booked: row.booked ?? undefined,
    reason: row.reason,
    inputHash: row.input_hash ?? undefined,
    createdAt: row.created_at,
  };
}

/** A refund of ours of which nobody knows yet whether its credits go or return. */
export const isInBetween = ({ kind, status }: Pick<Reversal, 'kind' | 'status'>): boolean =>
  kind === 'OPERATOR_REFUND' && (status === 'TAKEN' || status === 'RETURNING');

/** What does not go back, or not any more, claims nothing. */
export const isClaim = ({ status }: Pick<Reversal, 'status'>): boolean =>
  status !== 'FAILED' && status !== 'RETURNING' && status !== 'WON' && status !== 'OPEN';
