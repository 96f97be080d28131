// What other rooms change about an account, each in the transaction that records why.
import { LockMode } from '@mikro-orm/postgresql';
import type { Sql, Transaction } from '../database/index.ts';
import { publishEvents } from '../webhooks/index.ts';
import { decideRelease, decideSuspension, type SuspensionState } from './decide-suspension.ts';
import { AccountEntity, type BillingMode, type SuspensionReason } from './entities.ts';

/** Whether there is somewhere to send invoices to. */
export async function hasEmail(sql: Sql, accountId: string): Promise<boolean> {
  return (await sql.em().findOne(AccountEntity, { id: accountId, email: { $ne: null } })) !== null;
}

/** Until the end of the transaction nobody else changes the account. False: there is no such account. */
export async function lockAccount(tx: Transaction, accountId: string): Promise<boolean> {
  return (await locked(tx, accountId)) !== null;
}

/** `planId` is one of the storefront's; the caller checked it. */
export async function setPlan(tx: Transaction, accountId: string, planId: string): Promise<void> {
  const account = await locked(tx, accountId);
  if (account === null) return;
  account.planId = planId;
  await tx.em().flush();
}

/** Answers the mode before; undefined when there is no such account. */
export async function setBillingMode(
  tx: Transaction,
  accountId: string,
  mode: BillingMode,
): Promise<BillingMode | undefined> {
  const account = await locked(tx, accountId);
  if (account === null) return undefined;
  const before = account.billingMode;
  account.billingMode = mode;
  await tx.em().flush();
  return before;
}

export interface Suspension {
  readonly reason: Exclude<SuspensionReason, 'OPERATOR'>;
  /** Where what is unpaid is paid. */
  readonly payUrls?: readonly string[];
  readonly now: Date;
}

export async function suspendAccount(
  tx: Transaction,
  accountId: string,
  { reason, payUrls = [], now }: Suspension,
): Promise<void> {
  const after = await change(tx, accountId, (before) => decideSuspension(before, reason));
  if (after === undefined) return;
  const data = { reason, payUrls };
  publishEvents(tx, [{ accountId, type: 'account.suspended', data, occurredAt: now }]);
}

export async function releaseAccount(
  tx: Transaction,
  accountId: string,
  { reason, now }: Pick<Suspension, 'reason' | 'now'>,
): Promise<void> {
  const after = await change(tx, accountId, (before) => decideRelease(before, reason));
  if (after?.status !== 'ACTIVE') return;
  publishEvents(tx, [{ accountId, type: 'account.reinstated', data: { reason }, occurredAt: now }]);
}

/** What was decided; undefined when nothing was to be done, or there is no such account. */
async function change(
  tx: Transaction,
  accountId: string,
  decide: (before: SuspensionState) => SuspensionState | undefined,
): Promise<SuspensionState | undefined> {
  const account = await locked(tx, accountId);
  const after = account === null ? undefined : decide(account);
  if (account === null || after === undefined) return undefined;
  account.status = after.status;
  account.suspensionReasons = [...after.suspensionReasons];
  await tx.em().flush();
  return after;
}

/** As it is in the database, whatever the transaction has read of it before. */
const locked = (tx: Transaction, id: string) =>
  tx.em().findOne(AccountEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
