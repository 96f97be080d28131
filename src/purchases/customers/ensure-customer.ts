// One customer at the payment provider per account, made when it is first needed.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

interface CustomerRow {
  readonly customer_id: string;
  readonly deleted_at: Date | null;
}

type CustomerContext = Pick<PurchaseContext, 'database' | 'accounts' | 'payments' | 'now'>;

const FIND = 'select customer_id, deleted_at from stripe_customer where account_id = $1';

/** The first one stays; only a customer that was deleted is replaced. */
const KEEP = `insert into stripe_customer (account_id, customer_id, created_at) values ($1, $2, $3)
  on conflict (account_id) do update set customer_id = excluded.customer_id, created_at = excluded.created_at,
    deleted_at = null where stripe_customer.deleted_at is not null`;

/**
 * The id of the account's customer. The provider is asked under a key that the account decides, so that a try that broke
 * off, or a rival, makes no second customer. Throws ProviderUnavailableError.
 */
export async function ensureCustomer(context: CustomerContext, accountId: string): Promise<string> {
  const known = await findRow(context, accountId);
  if (known?.deleted_at === null) return known.customer_id;
  const account = await context.accounts.find(accountId);
  const publicId = toPublicId('acct', accountId);
  const customerId = await context.payments.createCustomer({
    accountId: publicId,
    name: account?.name,
    email: account?.email,
    idempotencyKey: known === undefined ? `customer:${publicId}` : `customer:${publicId}:after:${known.customer_id}`,
  });
  await context.database.rows(KEEP, [accountId, customerId, context.now()]);
  const kept = await findRow(context, accountId);
  if (kept === undefined) throw new Error(`account ${publicId} has no customer`);
  return kept.customer_id;
}

/** Whose customer it is, also when it was deleted since; undefined for somebody else's. */
export async function findAccountOf(
  { database }: Pick<PurchaseContext, 'database'>,
  customerId: string,
): Promise<string | undefined> {
  const rows = await database.rows<{ account_id: string }>(
    'select account_id from stripe_customer where customer_id = $1',
    [customerId],
  );
  return rows[0]?.account_id;
}

async function findRow(
  { database }: Pick<PurchaseContext, 'database'>,
  accountId: string,
): Promise<CustomerRow | undefined> {
  const [row] = await database.rows<CustomerRow>(FIND, [accountId]);
  return row;
}
