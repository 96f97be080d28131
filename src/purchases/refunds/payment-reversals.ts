// All that goes back of one payment, one look at a time.
import type { Transaction } from '../../database/index.ts';
import { REVERSAL_COLUMNS, type Reversal, type ReversalRow, toReversal } from './reversal.ts';

/** One look at a payment is written at a time: what goes back must not be counted twice. */
export function lockPayment(tx: Transaction, paymentIntentId: string): Promise<unknown> {
  return tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [paymentIntentId]);
}

export async function readReversals(tx: Transaction, accountId: string, paymentIntentId: string): Promise<Reversal[]> {
  const rows = await tx.rows<ReversalRow>(
    `select ${REVERSAL_COLUMNS} from payment_reversal where account_id = $1 and payment_intent_id = $2
     order by created_at, id`,
    [accountId, paymentIntentId],
  );
  return rows.map(toReversal);
}
