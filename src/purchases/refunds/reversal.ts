// One way in which money of a payment goes back, and how far it is; all of one payment, one look at a time.
import { type RowOf, type Sql, type Transaction, withoutNulls } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PaymentReversalEntity } from './entities.ts';

export type { ReversalKind, ReversalStatus } from './entities.ts';

export type Reversal = Omit<RowOf<typeof PaymentReversalEntity>, 'publishedStatus' | 'idempotencyKey' | 'claimedUntil'>;

/** A refund of ours of which nobody knows yet whether its credits go or return. */
export const isInBetween = ({ kind, status }: Pick<Reversal, 'kind' | 'status'>): boolean =>
  kind === 'OPERATOR_REFUND' && (status === 'TAKEN' || status === 'RETURNING');

/** What does not go back, or not any more, takes nothing of the payment. */
export const isCounted = ({ status }: Pick<Reversal, 'status'>): boolean =>
  status !== 'FAILED' && status !== 'RETURNING' && status !== 'WON' && status !== 'OPEN';

/** One look at a payment is written at a time: what goes back must not be counted twice. */
export function lockPayment(tx: Transaction, paymentIntentId: string): Promise<unknown> {
  return tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [paymentIntentId]);
}

export const reversalsOf = (sql: Sql, accountId: string) =>
  sql.tables<PurchaseTables>().selectFrom('payment_reversal').selectAll().where('accountId', '=', accountId);

export const updateOf = (sql: Pick<Sql, 'tables'>, { accountId, id }: Pick<Reversal, 'accountId' | 'id'>) =>
  sql.tables<PurchaseTables>().updateTable('payment_reversal').where('accountId', '=', accountId).where('id', '=', id);

/** In the order in which they were written down. */
export async function readReversals(tx: Transaction, accountId: string, paymentIntentId: string): Promise<Reversal[]> {
  const rows = await reversalsOf(tx, accountId)
    .where('paymentIntentId', '=', paymentIntentId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(withoutNulls);
}
