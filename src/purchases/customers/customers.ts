// One customer at the payment provider per account and way of paying, made when it is first needed.
import { toPublicId } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PaymentEventOutcome, ReceivedEvent } from '../events/received-event.ts';
import type { CustomerSubject } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { WayOfPaying } from './entities.ts';

export type { WayOfPaying } from './entities.ts';

interface Wanted {
  readonly accountId: string;
  readonly pays: WayOfPaying;
}

type CustomerContext = Pick<PurchaseContext, 'database' | 'accounts' | 'payments' | 'now'>;

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
  const known = await find(context, wanted);
  if (known?.deletedAt === null) return known.customerId;
  const account = await context.accounts.find(accountId);
  const customerId = await context.payments.createCustomer({
    accountId: toPublicId('acct', accountId),
    name: account?.name,
    email: account?.email,
    idempotencyKey: keyOf(wanted, known),
  });
  // The first one stays.
  await context.database
    .tables<PurchaseTables>()
    .insertInto('stripe_customer')
    .values({ accountId, customerId, pays, createdAt: context.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const kept = await find(context, wanted);
  if (kept === undefined) throw new Error(`account ${accountId} has no customer`);
  return kept.customerId;
}

function keyOf({ accountId, pays }: Wanted, deleted: { readonly customerId: string } | undefined): string {
  const key = `customer:${toPublicId('acct', accountId)}:${pays}`;
  return deleted === undefined ? key : `${key}:after:${deleted.customerId}`;
}

/** Whose customer it is, also when it was deleted since; undefined for somebody else's. */
export async function findAccountOf(
  { database }: Pick<PurchaseContext, 'database'>,
  customerId: string,
): Promise<string | undefined> {
  const customer = await database
    .tables<PurchaseTables>()
    .selectFrom('stripe_customer')
    .select('accountId')
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return customer?.accountId;
}

/** The one that is there, else the one that was deleted last. */
function find({ database }: Pick<PurchaseContext, 'database'>, { accountId, pays }: Wanted) {
  return database
    .tables<PurchaseTables>()
    .selectFrom('stripe_customer')
    .select(['customerId', 'deletedAt'])
    .where('accountId', '=', accountId)
    .where('pays', '=', pays)
    .orderBy('deletedAt', (order) => order.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst();
}

/** Somebody deleted the customer at the provider: the next need makes another one. */
export async function handleCustomerDeleted(
  { database }: PurchaseContext,
  { subject, receivedAt }: ReceivedEvent<CustomerSubject>,
): Promise<PaymentEventOutcome> {
  const rows = await database
    .tables<PurchaseTables>()
    .updateTable('stripe_customer')
    .set((by) => ({ deletedAt: by.fn.coalesce('deletedAt', by.val(receivedAt)) }))
    .where('customerId', '=', subject.customerId)
    .returning('accountId')
    .execute();
  return rows.length === 0 ? 'IGNORED' : 'RECORDED';
}
