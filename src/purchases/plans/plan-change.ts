// Changes of plan as they are kept: what was decided, for which customer, and how far it is. Enough to finish one that broke off.
import { lockAccount } from '../../accounts/index.ts';
import { newId, type RowOf, type Sql, withoutNulls } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { PlanChangeEntity, PlanChangeState } from './entities.ts';

export type PlanChange = RowOf<typeof PlanChangeEntity>;

type Identity = Pick<PlanChange, 'accountId' | 'id'>;

/** What is decided of a change before it is written down. */
export type NewPlanChange = Omit<
  PlanChange,
  'id' | 'state' | 'checkoutSessionId' | 'checkoutUrl' | 'invoiceId' | 'createdAt' | 'endedAt'
>;

export async function countChanges(sql: Sql, accountId: string): Promise<bigint> {
  const { count } = await sql
    .tables<PurchaseTables>()
    .selectFrom('plan_change')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Undefined when another change was made since this one was decided, which may have begun what this one would begin again.
 * Neither is a second change written under the key, nor a second one that is open: those are found instead.
 */
export function insertChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  change: NewPlanChange,
  changesBefore: bigint,
): Promise<PlanChange | undefined> {
  return database.transaction(async (tx) => {
    // The statements after it see all that was committed until then, and nobody adds a change until the end.
    await lockAccount(tx, change.accountId);
    if ((await countChanges(tx, change.accountId)) !== changesBefore) return undefined;
    const createdAt = now();
    const progress =
      change.kind === 'NONE' ? ({ state: 'DONE', endedAt: createdAt } as const) : ({ state: 'OPEN' } as const);
    const row = await tx
      .tables<PurchaseTables>()
      .insertInto('plan_change')
      .values({ ...change, ...progress, id: newId(), createdAt })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : withoutNulls(row);
  });
}

const changesOf = (sql: Sql, accountId: string) =>
  sql.tables<PurchaseTables>().selectFrom('plan_change').selectAll().where('accountId', '=', accountId);

const updateOf = (sql: Sql, accountId: string) =>
  sql.tables<PurchaseTables>().updateTable('plan_change').where('accountId', '=', accountId);

export async function findChangeByKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<PlanChange | undefined> {
  const row = await changesOf(sql, accountId).where('idempotencyKey', '=', idempotencyKey).executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

export async function findOpenChange(sql: Sql, accountId: string): Promise<PlanChange | undefined> {
  const row = await changesOf(sql, accountId).where('state', '=', 'OPEN').executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

/** What has ended stays as it ended. */
export async function endChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  change: Identity,
  state: Exclude<PlanChangeState, 'OPEN'>,
): Promise<PlanChange> {
  await updateOf(database, change.accountId)
    .set({ state, endedAt: now() })
    .where('id', '=', change.id)
    .where('state', '=', 'OPEN')
    .execute();
  return readChange(database, change);
}

/** A webhook may have ended it before the answer to our own call was there. */
export async function keepCheckout(
  { database }: Pick<PurchaseContext, 'database'>,
  change: Identity,
  { sessionId, url }: { readonly sessionId: string; readonly url: string },
): Promise<PlanChange> {
  await updateOf(database, change.accountId)
    .set({ kind: 'CHECKOUT', checkoutSessionId: sessionId, checkoutUrl: url })
    .where('id', '=', change.id)
    .execute();
  return readChange(database, change);
}

/** The bank wants the customer: nothing has changed until the payment is confirmed there. */
export async function keepConfirmation(
  { database }: Pick<PurchaseContext, 'database'>,
  change: Identity,
  { invoiceId, url }: { readonly invoiceId: string; readonly url: string },
): Promise<PlanChange> {
  await updateOf(database, change.accountId).set({ invoiceId, checkoutUrl: url }).where('id', '=', change.id).execute();
  return readChange(database, change);
}

/** The card did not do: the customer shall pay on a page. */
export async function turnIntoCheckout(
  { database }: Pick<PurchaseContext, 'database'>,
  change: Identity,
): Promise<PlanChange> {
  await updateOf(database, change.accountId)
    .set({ kind: 'CHECKOUT' })
    .where('id', '=', change.id)
    .where('state', '=', 'OPEN')
    .execute();
  return readChange(database, change);
}

export async function endCheckoutChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  { accountId, sessionId, state }: { accountId: string; sessionId: string; state: 'DONE' | 'CLOSED' },
): Promise<void> {
  await updateOf(database, accountId)
    .set({ state, endedAt: now() })
    .where('checkoutSessionId', '=', sessionId)
    .where('state', '=', 'OPEN')
    .execute();
}

async function readChange(sql: Sql, { accountId, id }: Identity): Promise<PlanChange> {
  const row = await changesOf(sql, accountId).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new Error(`plan change ${id} is gone`);
  return withoutNulls(row);
}
