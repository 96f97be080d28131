// What follows from all that went back of a payment, once the ledger has it.
import { suspendAccount } from '../../accounts/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { lockPayment } from './payment-reversals.ts';
import { publishReversals } from './publish-reversals.ts';

const SET_STATUS = `update purchase set status = case
    when exists (select 1 from payment_reversal r where r.account_id = $1 and r.payment_intent_id = $2
      and r.kind = 'DISPUTE' and r.status in ('OPEN', 'LOST')) then 'DISPUTED'
    when (select coalesce(sum(r.minor_units), 0) from payment_reversal r where r.account_id = $1
      and r.payment_intent_id = $2 and r.status = 'DONE')
      >= coalesce(paid_minor_units, price_minor_units) then 'REFUNDED'
    else 'PAID' end
  where account_id = $1 and payment_intent_id = $2 and status in ('PAID', 'REFUNDED', 'DISPUTED')`;

const IS_LOST = `select 1 from payment_reversal where account_id = $1 and payment_intent_id = $2 and kind = 'DISPUTE'
  and status = 'LOST' limit 1`;

/** The purchase says what became of its money; who spent what a lost dispute took away is suspended while owing it. */
export async function finishPayment(
  { database, ledger, now }: Pick<PurchaseContext, 'database' | 'ledger' | 'now'>,
  accountId: string,
  paymentIntentId: string,
): Promise<void> {
  const owed = (await ledger.balance(accountId))?.debt ?? 0n;
  await database.transaction(async (tx) => {
    await lockPayment(tx, paymentIntentId);
    await tx.rows(SET_STATUS, [accountId, paymentIntentId]);
    await publishReversals(tx, { accountId, paymentIntentId, now: now() });
    if (owed === 0n) return;
    const lost = await tx.rows(IS_LOST, [accountId, paymentIntentId]);
    if (lost.length > 0) await suspendAccount(tx, accountId, { reason: 'LOST_DISPUTE', now: now() });
  });
}
