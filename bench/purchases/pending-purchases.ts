// Purchases whose checkout is open: what a webhook finds when the payment is told of.
import { type Database, newId, plainArray, textArray } from '../../src/database/index.ts';
import { openWallet } from '../../src/ledger/index.ts';

export interface PendingPurchase {
  readonly accountId: string;
  readonly purchaseId: string;
  readonly sessionId: string;
  readonly paymentIntentId: string;
}

/** Micro-credits of each. */
export const CREDITS = 10_000_000n;

const INSERT = `insert into purchase (account_id, id, pack_id, pack_name, validity, credits, price_minor_units,
    price_currency, idempotency_key, input_hash, checkout_session_id, checkout_url, created_at)
  select account_id, id, 'pack-10', '10 credits', 'LIFETIME', ${CREDITS}, 1000, 'USD', id::text, 'bench', session,
    'https://checkout.stripe.com/c/pay/' || session, now()
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as new (account_id, id, session)`;

/** `each` purchases for each of `accounts` new accounts. */
export async function openPurchases(
  database: Database,
  { accounts, each }: { readonly accounts: number; readonly each: number },
): Promise<PendingPurchase[]> {
  const accountIds = Array.from({ length: accounts }, () => newId());
  const purchases = accountIds.flatMap((accountId) => Array.from({ length: each }, () => purchaseOf(accountId)));
  await database.transaction(async (tx) => {
    for (const accountId of accountIds) await openWallet(tx, accountId, new Date());
    tx.send(INSERT, [
      plainArray(purchases.map(({ accountId }) => accountId)),
      plainArray(purchases.map(({ purchaseId }) => purchaseId)),
      textArray(purchases.map(({ sessionId }) => sessionId)),
    ]);
  });
  return purchases;
}

function purchaseOf(accountId: string): PendingPurchase {
  const purchaseId = newId();
  const name = purchaseId.replaceAll('-', '');
  return { accountId, purchaseId, sessionId: `cs_test_${name}`, paymentIntentId: `pi_${name}` };
}
