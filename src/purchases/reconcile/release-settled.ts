// Who owes nothing any more may go on, whoever settled it.
import { releaseAccount } from '../../accounts/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

const SUSPENDED = `select distinct r.account_id from payment_reversal r join account a on a.id = r.account_id
  where r.kind = 'DISPUTE' and r.status = 'LOST' and a.suspended_because = 'LOST_DISPUTE'`;

export async function releaseSettled({ database, ledger, now }: PurchaseContext): Promise<void> {
  const rows = await database.rows<{ account_id: string }>(SUSPENDED);
  for (const { account_id: accountId } of rows) {
    const balance = await ledger.balance(accountId);
    if (balance?.debt !== 0n) continue;
    await database.transaction((tx) => releaseAccount(tx, accountId, { reason: 'LOST_DISPUTE', now: now() }));
  }
}
