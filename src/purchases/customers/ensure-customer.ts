// One customer at the payment provider per account and way of paying, made when it is first needed.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

/**
 * The provider pays a customer's invoices from the customer's balance, where the money of unused plan time waits. Its
 * credits were given already (docs/decisions/0015), so that it must not pay for generations once more: invoices of postpaid
 * accounts go to a customer of their own.
 */
export type WayOfPaying = 'AT_ONCE' | 'BY_INVOICE';

interface CustomerRow {
  readonly customer_id: string;
  readonly deleted_at: Date | null;
}

interface Wanted {
  readonly accountId: string;
  readonly pays: WayOfPaying;
}

type CustomerContext = Pick<PurchaseContext, 'database' | 'accounts' | 'payments' | 'now'>;

/** The one that is there, else the one that was deleted last. */
const FIND = `select customer_id, deleted_at from stripe_customer where account_id = $1 and pays = $2
  order by deleted_at desc nulls first limit 1`;

/** The first one stays. */
const KEEP = `insert into stripe_customer (account_id, customer_id, pays, created_at) values ($1, $2, $3, $4)
  on conflict do nothing`;

/**
 * The id of the account's customer. The provider is asked under a key that the account decides, so that a try that broke
 * off, or a rival, makes no second customer. Throws ProviderUnavailableError.
 */
export async function ensureCustomer(
  context: CustomerContext,
  accountId: string,
  pays: WayOfPaying = 'AT_ONCE',
): Promise<string> {
  const wanted = { accountId, pays };
  const known = await findRow(context, wanted);
  if (known?.deleted_at === null) return known.customer_id;
  const account = await context.accounts.find(accountId);
  const customerId = await context.payments.createCustomer({
    accountId: toPublicId('acct', accountId),
    name: account?.name,
    email: account?.email,
    idempotencyKey: keyOf(wanted, known),
  });
  await context.database.rows(KEEP, [accountId, customerId, pays, context.now()]);
  const kept = await findRow(context, wanted);
  if (kept === undefined) throw new Error(`account ${accountId} has no customer`);
  return kept.customer_id;
}

function keyOf({ accountId, pays }: Wanted, deleted: CustomerRow | undefined): string {
  const key = `customer:${toPublicId('acct', accountId)}:${pays}`;
  return deleted === undefined ? key : `${key}:after:${deleted.customer_id}`;
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
  { accountId, pays }: Wanted,
): Promise<CustomerRow | undefined> {
  const [row] = await database.rows<CustomerRow>(FIND, [accountId, pays]);
  return row;
}
