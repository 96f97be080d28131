// Accounts as other rooms see them.
import { sql } from 'kysely';
import { plainArray, type Sql, type Transactional, withoutNulls } from '../database/index.ts';
import { createGroupCommit } from '../ledger/index.ts';
import { type Account, toAccount } from './account.ts';
import { type CreatedAccount, createAccount, findCreated, type NewAccount } from './create-account.ts';
import type { AccountTables } from './entities.ts';
import {
  listOperatorActions,
  type NewOperatorAction,
  type OperatorAction,
  recordOperatorAction,
} from './operator-actions.ts';

export interface Accounts {
  create(account: Omit<NewAccount, 'now'>): Promise<CreatedAccount>;
  /** What `create` answers to this key by now; undefined when it was not used. */
  createdUnder(idempotencyKey: string): Promise<Extract<CreatedAccount, { readonly replayed: true }> | undefined>;
  find(accountId: string): Promise<Account | undefined>;
  /** What an operator is about to do to an account. */
  recordOperatorAction(action: NewOperatorAction): Promise<void>;
  /** Newest first. */
  operatorActions(accountId: string, limit: number): Promise<OperatorAction[]>;
}

export function createAccounts(database: Transactional, now: () => Date): Accounts {
  // Every request asks for its account: those that ask at the same time share one statement, and none sees an old row.
  const lookUps = createGroupCommit<string, Account | undefined>({
    execute: (accountIds) => findAccounts(database, accountIds),
    largestBatch: 1_000,
    longestQueue: Number.MAX_SAFE_INTEGER,
  });
  return {
    create: (account) => createAccount(database, { ...account, now: now() }),
    createdUnder: (idempotencyKey) => findCreated(database, idempotencyKey),
    find: (accountId) => lookUps.submit(accountId),
    recordOperatorAction: (action) => recordOperatorAction(database, action, now()),
    operatorActions: (accountId, limit) => listOperatorActions(database, accountId, limit),
  };
}

/** For every request, hence bound and prepared; in the order of the ids, undefined where there is no such account. */
async function findAccounts(database: Sql, accountIds: readonly string[]): Promise<(Account | undefined)[]> {
  const rows = await database
    .tables<AccountTables>()
    .selectFrom('account')
    .selectAll()
    .where('id', '=', sql<string>`any(${plainArray([...new Set(accountIds)])}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, toAccount(withoutNulls(row))]));
  return accountIds.map((id) => byId.get(id));
}
