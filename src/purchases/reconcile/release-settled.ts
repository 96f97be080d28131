// Who owes nothing any more may go on: at once when a payment settled it, and by the reconciler whoever did.
import { releaseAccount, SUSPENDED_ACCOUNTS } from '../../accounts/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

const SUSPENDED = `select id from ${SUSPENDED_ACCOUNTS} as account join ${WALLETS} as wallet on wallet.account_id = account.id
  where suspension_reasons && '{LOST_DISPUTE,UNPAID_INVOICE}' and debt = 0 and ($1::uuid is null or id = $1)`;

type Releasing = Pick<PurchaseContext, 'database' | 'now' | 'reviewInvoices'>;

/** `accountId`: only this one, whose payment brought credits just now. */
export async function releaseSettled(context: Releasing, accountId?: string): Promise<void> {
  const { database, now } = context;
  for (const { id } of await database.rows<{ id: string }>(SUSPENDED, [accountId ?? null])) {
    await database.transaction((tx) => releaseAccount(tx, id, { reason: 'LOST_DISPUTE', now: now() }));
    // An invoice can be unpaid all the same, or again: its room says.
    await context.reviewInvoices?.(id);
  }
}
