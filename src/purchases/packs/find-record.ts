// The purchases that events name. Events come in crowds: those that ask at the same time share one statement.
import { plainArray, prepared, type Sql } from '../../database/index.ts';
import { createGroupCommit } from '../../ledger/index.ts';
import type { PurchaseRecord } from '../checkout/decide-checkout.ts';
import type { PurchaseReference } from '../payments.ts';
import { PURCHASE_COLUMNS, type PurchaseRow, toPurchase } from './purchase-row.ts';

/** Undefined when there is none. */
export type RecordFinder = (reference: PurchaseReference) => Promise<PurchaseRecord | undefined>;

const FIND = prepared(
  'purchase_find_named',
  `select ${PURCHASE_COLUMNS} from unnest($1::uuid[], $2::uuid[]) as named (account_id, id)
    join purchase using (account_id, id)`,
);

export function createRecordFinder(sql: Sql): RecordFinder {
  const finder = createGroupCommit<PurchaseReference, PurchaseRecord | undefined>({
    execute: (references) => findRecords(sql, references),
    largestBatch: 1_000,
    longestQueue: 20_000,
  });
  return (reference) => finder.submit(reference);
}

/** In the order of the references. */
async function findRecords(
  sql: Sql,
  references: readonly PurchaseReference[],
): Promise<(PurchaseRecord | undefined)[]> {
  const rows = await sql.rows<PurchaseRow>(FIND, [
    plainArray(references.map(({ accountId }) => accountId)),
    plainArray(references.map(({ purchaseId }) => purchaseId)),
  ]);
  const records = new Map(rows.map((row) => [`${row.account_id} ${row.id}`, toRecord(row)]));
  return references.map(({ accountId, purchaseId }) => records.get(`${accountId} ${purchaseId}`));
}

function toRecord(row: PurchaseRow): PurchaseRecord {
  const { checkout_session_id: checkoutSessionId, payment_intent_id: paymentIntentId } = row;
  return {
    purchase: toPurchase(row),
    checkoutSessionId: checkoutSessionId ?? undefined,
    paymentIntentId: paymentIntentId ?? undefined,
  };
}
