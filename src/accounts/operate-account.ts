// What an operator changes about an account. Each change, and who made it and why, is one transaction under the account's lock.
import { LockMode } from '@mikro-orm/postgresql';
import { type Sql, shardOf, type Transaction, type Transactional, withoutNulls } from '../database/index.ts';
import { revokeAllKeys } from '../keys/index.ts';
import { publishEvents } from '../webhooks/index.ts';
import { type Account, toAccount } from './account.ts';
import { decideOperatorRelease, decideOperatorSuspension } from './decide-operator-change.ts';
import type { SuspensionState } from './decide-suspension.ts';
import { hashOfAddress } from './email-address.ts';
import { AccountEntity, type AccountTables, type OperatorActionKind } from './entities.ts';
import { type NewOperatorAction, type Operator, recordOperatorActions } from './operator-actions.ts';

export interface OperatorChange extends Operator {
  readonly accountId: string;
}

export type OperatorRefusal =
  | { readonly code: 'ACCOUNT_NOT_FOUND' }
  | { readonly code: 'ACCOUNT_CLOSED' }
  | { readonly code: 'STILL_PAYS' }
  /** `accountId` was opened with the address, or had it. */
  | { readonly code: 'EMAIL_TAKEN'; readonly accountId: string };

export type OperatorOutcome =
  /** `changed`: false when it was so before; then nothing was written. */
  | {
      readonly status: 'done';
      readonly account: Account;
      readonly changed: boolean;
      /** Keys that ended with it. */
      readonly endedKeyIds: readonly string[];
    }
  | { readonly status: 'refused'; readonly refusal: OperatorRefusal };

type Row = NonNullable<Awaited<ReturnType<typeof locked>>>;
interface Done {
  readonly action: OperatorActionKind;
  readonly changes?: NewOperatorAction['changes'];
  readonly endedKeyIds?: readonly string[];
}
/** Undefined when there is nothing to change. */
type Change = (tx: Transaction, account: Row, now: Date) => Promise<Done | OperatorRefusal | undefined>;

const locked = (tx: Transaction, id: string) =>
  tx.em().findOne(AccountEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });

const refused = (refusal: OperatorRefusal): OperatorOutcome => ({ status: 'refused', refusal });

function operate(
  database: Transactional,
  { accountId, operatorKeyId, reason }: OperatorChange,
  { now, change }: { readonly now: Date; readonly change: Change },
): Promise<OperatorOutcome> {
  return shardOf(database, accountId).transaction(async (tx) => {
    const account = await locked(tx, accountId);
    if (account === null) return refused({ code: 'ACCOUNT_NOT_FOUND' });
    const done = await change(tx, account, now);
    if (done !== undefined && 'code' in done) return refused(done);
    await tx.em().flush();
    if (done !== undefined) {
      const { action, changes } = done;
      recordOperatorActions(tx, [{ accountId, operatorKeyId, reason, action, changes, now }]);
    }
    const endedKeyIds = done?.endedKeyIds ?? [];
    return { status: 'done', account: toAccount(withoutNulls(account)), changed: done !== undefined, endedKeyIds };
  });
}

const CLOSED: OperatorRefusal = { code: 'ACCOUNT_CLOSED' };

function take(account: Row, after: SuspensionState): void {
  account.status = after.status;
  account.suspensionReasons = [...after.suspensionReasons];
}

/** It may look, and not spend, until an operator releases it. What runs is not stopped. */
export function suspendByOperator(database: Transactional, asked: OperatorChange, now: Date): Promise<OperatorOutcome> {
  const change: Change = async (tx, account) => {
    if (account.closedAt !== null) return CLOSED;
    const after = decideOperatorSuspension(account);
    if (after === undefined) return undefined;
    const wasActive = account.status === 'ACTIVE';
    const changes = wasActive ? { status: ['ACTIVE', 'SUSPENDED'] as const } : {};
    take(account, after);
    const data = { reason: 'OPERATOR', payUrls: [] } as const;
    publishEvents(tx, [{ accountId: account.id, type: 'account.suspended', data, occurredAt: now }]);
    return { action: 'SUSPEND_ACCOUNT', changes };
  };
  return operate(database, asked, { now, change });
}

/** Ends what an operator did, and no other reason. */
export function releaseByOperator(database: Transactional, asked: OperatorChange, now: Date): Promise<OperatorOutcome> {
  const change: Change = async (tx, account) => {
    if (account.closedAt !== null) return CLOSED;
    const after = decideOperatorRelease(account);
    if (after === undefined) return undefined;
    take(account, after);
    const isActive = after.status === 'ACTIVE';
    const data = { reason: 'OPERATOR' } as const;
    if (isActive) {
      publishEvents(tx, [{ accountId: account.id, type: 'account.reinstated', data, occurredAt: now }]);
    }
    return { action: 'RELEASE_ACCOUNT', changes: isActive ? { status: ['SUSPENDED', 'ACTIVE'] as const } : {} };
  };
  return operate(database, asked, { now, change });
}

export interface Closing extends OperatorChange {
  /** Whether the account would be asked for money on: then it is not closed. Asked under its lock. */
  readonly isPaidOn: (tx: Sql, accountId: string) => Promise<boolean>;
}

/**
 * For good: it may not spend any more, and its keys end. It is written as a suspension that nobody releases, which gateways from before
 * keep to as well. Work that runs ends and is settled as it would have been; credits stay in the books.
 */
export function closeAccount(database: Transactional, asked: Closing, now: Date): Promise<OperatorOutcome> {
  const change: Change = async (tx, account) => {
    if (account.closedAt !== null) return undefined;
    if (await asked.isPaidOn(tx, account.id)) return { code: 'STILL_PAYS' };
    take(account, decideOperatorSuspension(account) ?? account);
    account.closedAt = now;
    const endedKeyIds = await revokeAllKeys(tx, account.id, now);
    const data = { reason: 'OPERATOR', payUrls: [] } as const;
    publishEvents(tx, [{ accountId: account.id, type: 'account.suspended', data, occurredAt: now }]);
    return { action: 'CLOSE_ACCOUNT', changes: { keysEnded: ['0', String(endedKeyIds.length)] as const }, endedKeyIds };
  };
  return operate(database, asked, { now, change });
}

export interface PlanChangeByOperator extends OperatorChange {
  /** One of the storefront's; the caller checked it. */
  readonly planId: string;
}

/** It stays until a subscription says something new. */
export function setPlanByOperator(
  database: Transactional,
  asked: PlanChangeByOperator,
  now: Date,
): Promise<OperatorOutcome> {
  const { planId } = asked;
  const change: Change = (_tx, account) => {
    if (account.closedAt !== null) return Promise.resolve(CLOSED);
    const before = account.planId;
    if (before === planId) return Promise.resolve(undefined);
    account.planId = planId;
    return Promise.resolve({ action: 'SET_PLAN', changes: { planId: [before, planId] as const } });
  };
  return operate(database, asked, { now, change });
}

export interface AccountEdit extends OperatorChange {
  /** What is undefined stays as it is; both were checked. */
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** An address that another account was opened with, or had, is refused; the one before stays this account's. */
export function editAccount(database: Transactional, asked: AccountEdit, now: Date): Promise<OperatorOutcome> {
  const { accountId, name, email } = asked;
  const change: Change = async (tx, account) => {
    const set = { name: name ?? account.name, email: email ?? account.email };
    const changed = (['name', 'email'] as const).filter((field) => set[field] !== account[field]);
    if (changed.length === 0) return undefined;
    if (changed.includes('email') && email !== undefined) {
      const owner = await claimAddress(tx, { accountId, email, now });
      if (owner !== accountId) return { code: 'EMAIL_TAKEN', accountId: owner };
    }
    // Bound: the EntityManager would write them into the statement, which PostgreSQL logs if it fails.
    await tx.tables<AccountTables>().updateTable('account').set(set).where('id', '=', accountId).execute();
    await locked(tx, accountId);
    // Which, and not from what to what: a name is personal, and the log is never erased.
    return { action: 'EDIT_ACCOUNT', changes: Object.fromEntries(changed.map((field) => [field, ['', ''] as const])) };
  };
  return operate(database, asked, { now, change });
}

interface Claim {
  readonly accountId: string;
  readonly email: string;
  readonly now: Date;
}

/** Whose the address is now; of two that claim it at once, the first. */
export async function claimAddress(tx: Transaction, { accountId, email, now }: Claim): Promise<string> {
  const addressHash = hashOfAddress(email);
  const tables = tx.tables<AccountTables>();
  await tables
    .insertInto('account_email')
    .values({ addressHash, accountId, createdAt: now })
    .onConflict((conflict) => conflict.column('addressHash').doNothing())
    .execute();
  const owner = await tables
    .selectFrom('account_email')
    .select('accountId')
    .where('addressHash', '=', addressHash)
    .executeTakeFirst();
  return owner?.accountId ?? accountId;
}
