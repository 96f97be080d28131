// Between the table's rows and Purchase.
import { microCredits } from '../../money/index.ts';
import type { Purchase, PurchaseStatus } from '../purchases.ts';

export interface PurchaseRow {
  readonly account_id: string;
  readonly id: string;
  readonly pack_id: string;
  readonly pack_name: string;
  readonly validity: Purchase['pack']['validity'];
  readonly credits: bigint;
  readonly price_minor_units: bigint;
  readonly price_currency: string;
  readonly status: PurchaseStatus;
  readonly input_hash: string;
  readonly checkout_session_id: string | null;
  readonly checkout_url: string | null;
  readonly payment_intent_id: string | null;
  readonly receipt_url: string | null;
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly paid_minor_units: bigint | null;
}

export const PURCHASE_COLUMNS = `account_id, id, pack_id, pack_name, validity, credits, price_minor_units, price_currency,
  status, input_hash, checkout_session_id, checkout_url, payment_intent_id, receipt_url, created_at, paid_at, paid_minor_units`;

export function toPurchase(row: PurchaseRow): Purchase {
  return {
    accountId: row.account_id,
    id: row.id,
    pack: { id: row.pack_id, name: row.pack_name, validity: row.validity },
    credits: microCredits(row.credits),
    price: { minorUnits: row.price_minor_units, currency: row.price_currency },
    status: row.status,
    checkoutUrl: row.status === 'PENDING' ? (row.checkout_url ?? undefined) : undefined,
    receiptUrl: row.receipt_url ?? undefined,
    createdAt: row.created_at,
    paidAt: row.paid_at ?? undefined,
  };
}
