// What was charged, given back and bought in a range of an account's ledger, with what other rooms know of it: for exports, page by
// page in the ledger's order.
import type { Sql } from '../database/index.ts';
import type { CreditSource, SequenceRange, TransactionType } from '../ledger/index.ts';
import type { MicroCredits } from '../money/index.ts';

export interface ChargedRow {
  readonly sequence: bigint;
  /** CHARGE, the REFUND of a charge by an operator, or an ADD that was paid for. */
  readonly type: Extract<TransactionType, 'CHARGE' | 'REFUND' | 'ADD'>;
  readonly createdAt: Date;
  /** Signed change of available and reserved together. */
  readonly moved: MicroCredits;
  readonly lotNumbers: readonly number[];
  readonly lotAmounts: readonly MicroCredits[];
  readonly generationId: string | null;
  readonly apiKeyId: string | null;
  readonly apiKeyName: string | null;
  /** When the charge was made that a REFUND gives back. */
  readonly chargedAt: Date | null;
  readonly model: string | null;
  readonly priceVersion: string | null;
  readonly status: string | null;
  readonly count: number | null;
  readonly tags: readonly string[] | null;
  readonly endUser: string | null;
  /** Who delivered. */
  readonly provider: string | null;
  readonly source: CreditSource | null;
  readonly purchaseId: string | null;
  readonly packId: string | null;
  readonly packName: string | null;
  readonly priceMinorUnits: bigint | null;
  readonly priceCurrency: string | null;
}

const CHARGES = `select t.sequence, t.type, t.created_at as "createdAt", t.amount + t.reserved_change as moved,
    t.lot_numbers as "lotNumbers", t.lot_amounts as "lotAmounts", t.generation_id as "generationId",
    coalesce(t.api_key_id, g.api_key_id) as "apiKeyId", key.name as "apiKeyName", charge.created_at as "chargedAt", g.model,
    g.price_version as "priceVersion", g.status, g.count, g.tags, g.metadata ->> 'userId' as "endUser", delivery.provider,
    lot.source, t.purchase_id as "purchaseId", p.pack_id as "packId", p.pack_name as "packName",
    p.price_minor_units as "priceMinorUnits", p.price_currency as "priceCurrency"
  from ledger_transaction t
    left join generation g on g.account_id = t.account_id and g.id = t.generation_id
    left join api_key key on key.account_id = t.account_id and key.id = coalesce(t.api_key_id, g.api_key_id)
    left join lateral (select provider from attempt where attempt.account_id = t.account_id
      and attempt.generation_id = t.generation_id and attempt.status = 'SUCCEEDED' order by number desc limit 1) as delivery on true
    left join lateral (select created_at from ledger_transaction c where t.type = 'REFUND' and c.account_id = t.account_id
      and c.generation_id = t.generation_id and c.type = 'CHARGE' order by step limit 1) as charge on true
    left join lot on t.type = 'ADD' and lot.account_id = t.account_id and lot.number = t.lot_numbers[1]
    left join purchase p on p.account_id = t.account_id and p.id = t.purchase_id
  where t.account_id = $1 and t.sequence > $2 and t.sequence <= $3
    and (t.type = 'CHARGE' or (t.type = 'REFUND' and t.step >= 3)
      or ($4 and t.type = 'ADD' and lot.source in ('PACK', 'PLAN', 'AUTO_TOP_UP')))
  order by t.sequence`;

export interface ChargesAsked extends SequenceRange {
  /** What was paid for, too. */
  readonly withPurchases: boolean;
}

/** All of a range. */
export function readCharges(sql: Sql, asked: ChargesAsked): Promise<ChargedRow[]> {
  const { accountId, afterSequence, throughSequence, withPurchases } = asked;
  return sql.rows<ChargedRow>(CHARGES, [accountId, afterSequence, throughSequence, withPurchases]);
}

/** What the credits of a lot were bought for, all of them together. */
export interface PaidLot {
  readonly number: number;
  readonly source: CreditSource;
  readonly granted: MicroCredits;
  /** Null: no purchase says it. */
  readonly priceMinorUnits: bigint | null;
  readonly priceCurrency: string | null;
}

const PAID_LOTS = `select number, source, granted, price_minor_units as "priceMinorUnits", price_currency as "priceCurrency"
  from lot left join purchase on purchase.account_id = lot.account_id and purchase.id = lot.purchase_id
  where lot.account_id = $1`;

export const readPaidLots = (sql: Sql, accountId: string): Promise<PaidLot[]> =>
  sql.rows<PaidLot>(PAID_LOTS, [accountId]);
