// Changes of plan as rows: what was decided, for which customer, and how far it is. Enough to finish one that broke off.
import { lockAccount } from '../../accounts/index.ts';
import { newId, type Sql } from '../../database/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { PlanChangeKind, PlanChangeState } from './entities.ts';

export type { PlanChangeKind } from './entities.ts';

export interface PlanChangeRow {
  readonly account_id: string;
  readonly id: string;
  readonly plan_id: string;
  readonly kind: PlanChangeKind;
  readonly state: PlanChangeState;
  readonly input_hash: string;
  readonly customer_id: string;
  readonly price_id: string | null;
  readonly subscription_id: string | null;
  readonly item_id: string | null;
  readonly success_url: string;
  readonly cancel_url: string;
  readonly checkout_session_id: string | null;
  /** Where the customer pays or confirms. */
  readonly checkout_url: string | null;
  /** Of an upgrade whose payment the customer is to confirm. */
  readonly invoice_id: string | null;
  readonly created_at: Date;
}

export interface NewPlanChange {
  readonly accountId: string;
  readonly planId: string;
  readonly kind: PlanChangeKind;
  readonly idempotencyKey: string;
  readonly inputHash: string;
  readonly customerId: string;
  readonly priceId: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly itemId: string | undefined;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** How many changes the account had when this one was decided. */
  readonly changesBefore: bigint;
}

const COLUMNS = `account_id, id, plan_id, kind, state, input_hash, customer_id, price_id, subscription_id, item_id,
  success_url, cancel_url, checkout_session_id, checkout_url, invoice_id, created_at`;

export async function countChanges(sql: Sql, accountId: string): Promise<bigint> {
  const [row] = await sql.rows<{ count: bigint }>('select count(*) as count from plan_change where account_id = $1', [
    accountId,
  ]);
  return row?.count ?? 0n;
}

/**
 * Neither a second change under the key, nor a second one that is open: those are found instead. Nor one that was decided
 * before another was made, which may have begun what this one would begin again.
 */
const INSERT = `insert into plan_change (account_id, id, plan_id, kind, state, idempotency_key, input_hash, customer_id,
    price_id, subscription_id, item_id, success_url, cancel_url, created_at, ended_at)
  select $1::uuid, $2::uuid, $3::text, $4::text, case when $4 = 'NONE' then 'DONE' else 'OPEN' end, $5::text, $6::text,
    $7::text, $8::text, $9::text, $10::text, $11::text, $12::text, $13::timestamptz,
    case when $4 = 'NONE' then $13::timestamptz end
  where (select count(*) from plan_change where account_id = $1) = $14::bigint
  on conflict do nothing returning ${COLUMNS}`;

/** Undefined when another change was made since this one was decided. */
export function insertChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  change: NewPlanChange,
): Promise<PlanChangeRow | undefined> {
  return database.transaction(async (tx) => {
    // The statement after it sees all that was committed until then.
    await lockAccount(tx, change.accountId);
    const [row] = await tx.rows<PlanChangeRow>(INSERT, [
      change.accountId,
      newId(),
      change.planId,
      change.kind,
      change.idempotencyKey,
      change.inputHash,
      change.customerId,
      change.priceId ?? null,
      change.subscriptionId ?? null,
      change.itemId ?? null,
      change.successUrl,
      change.cancelUrl,
      now(),
      change.changesBefore,
    ]);
    return row;
  });
}

export async function findChangeByKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<PlanChangeRow | undefined> {
  const rows = await sql.rows<PlanChangeRow>(
    `select ${COLUMNS} from plan_change where account_id = $1 and idempotency_key = $2`,
    [accountId, idempotencyKey],
  );
  return rows[0];
}

export async function findOpenChange(sql: Sql, accountId: string): Promise<PlanChangeRow | undefined> {
  const rows = await sql.rows<PlanChangeRow>(
    `select ${COLUMNS} from plan_change where account_id = $1 and state = 'OPEN'`,
    [accountId],
  );
  return rows[0];
}

/** What has ended stays as it ended. */
export async function endChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  { account_id: accountId, id }: PlanChangeRow,
  state: Exclude<PlanChangeState, 'OPEN'>,
): Promise<PlanChangeRow> {
  await database.rows(
    `update plan_change set state = $3, ended_at = $4 where account_id = $1 and id = $2 and state = 'OPEN'`,
    [accountId, id, state, now()],
  );
  return readChange(database, accountId, id);
}

/** A webhook may have ended it before the answer to our own call was there. */
export async function keepCheckout(
  { database }: Pick<PurchaseContext, 'database'>,
  { account_id: accountId, id }: PlanChangeRow,
  { sessionId, url }: { readonly sessionId: string; readonly url: string },
): Promise<PlanChangeRow> {
  await database.rows(
    `update plan_change set kind = 'CHECKOUT', checkout_session_id = $3, checkout_url = $4
     where account_id = $1 and id = $2`,
    [accountId, id, sessionId, url],
  );
  return readChange(database, accountId, id);
}

/** The bank wants the customer: nothing has changed until the payment is confirmed there. */
export async function keepConfirmation(
  { database }: Pick<PurchaseContext, 'database'>,
  { account_id: accountId, id }: PlanChangeRow,
  { invoiceId, url }: { readonly invoiceId: string; readonly url: string },
): Promise<PlanChangeRow> {
  await database.rows('update plan_change set invoice_id = $3, checkout_url = $4 where account_id = $1 and id = $2', [
    accountId,
    id,
    invoiceId,
    url,
  ]);
  return readChange(database, accountId, id);
}

/** The card did not do: the customer shall pay on a page. */
export async function turnIntoCheckout(
  { database }: Pick<PurchaseContext, 'database'>,
  { account_id: accountId, id }: PlanChangeRow,
): Promise<PlanChangeRow> {
  await database.rows(`update plan_change set kind = 'CHECKOUT' where account_id = $1 and id = $2 and state = 'OPEN'`, [
    accountId,
    id,
  ]);
  return readChange(database, accountId, id);
}

export async function endCheckoutChange(
  { database, now }: Pick<PurchaseContext, 'database' | 'now'>,
  ended: { readonly accountId: string; readonly sessionId: string; readonly state: 'DONE' | 'CLOSED' },
): Promise<void> {
  await database.rows(
    `update plan_change set state = $3, ended_at = $4
     where account_id = $1 and checkout_session_id = $2 and state = 'OPEN'`,
    [ended.accountId, ended.sessionId, ended.state, now()],
  );
}

async function readChange(sql: Sql, accountId: string, id: string): Promise<PlanChangeRow> {
  const [row] = await sql.rows<PlanChangeRow>(`select ${COLUMNS} from plan_change where account_id = $1 and id = $2`, [
    accountId,
    id,
  ]);
  if (row === undefined) throw new Error(`plan change ${id} is gone`);
  return row;
}
