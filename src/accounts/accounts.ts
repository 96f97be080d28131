// Accounts as other rooms see them.
import {
  columnsOf,
  plainArray,
  prepared,
  type Sql,
  type StoredRow,
  type Transactional,
  withoutNulls,
} from '../database/index.ts';
import { createGroupCommit } from '../ledger/index.ts';
import { type Account, toAccount } from './account.ts';
import { type CreatedAccount, createAccount, findCreated, type NewAccount } from './create-account.ts';
import { type EndUserLimitChange, type LimitOfEndUser, listEndUserLimits, setEndUserLimit } from './end-user-limits.ts';
import { AccountEntity, type AccountTables } from './entities.ts';
import {
  type AccountEdit,
  type Closing,
  closeAccount,
  editAccount,
  type OperatorChange,
  type OperatorOutcome,
  type PlanChangeByOperator,
  releaseByOperator,
  setPlanByOperator,
  suspendByOperator,
} from './operate-account.ts';
import {
  type AuditPage,
  listOperatorActions,
  type NewOperatorAction,
  type OperatorAction,
  readAuditLog,
  recordOperatorActions,
} from './operator-actions.ts';
import { type AccountUpdate, type AccountUpdateOutcome, updateAccount } from './update-account.ts';

export interface Accounts {
  /** Holds for every request that begins after it has resolved. */
  update(update: AccountUpdate): Promise<AccountUpdateOutcome>;
  /** What may be spent for the account's end users; holds from then on, too. */
  setEndUserLimit(change: EndUserLimitChange): Promise<void>;
  endUserLimits(
    accountId: string,
    page: { readonly after: string | undefined; readonly most: number },
  ): Promise<LimitOfEndUser[]>;
  create(account: Omit<NewAccount, 'now'>): Promise<CreatedAccount>;
  /** What `create` answers to this key by now; undefined when it was not used. */
  createdUnder(idempotencyKey: string): Promise<Extract<CreatedAccount, { readonly replayed: true }> | undefined>;
  find(accountId: string): Promise<Account | undefined>;
  /** Some of all, in the order of their ids: those after `after`. */
  page(after: string | undefined, limit: number): Promise<Pick<Account, 'id' | 'planId'>[]>;
  /** Newest first. */
  operatorActions(accountId: string, limit: number): Promise<OperatorAction[]>;
  /** What an operator does that changes no row of a room. */
  recordOperatorAction(action: NewOperatorAction): Promise<void>;
  /** Of all accounts, newest first. */
  auditLog(page: AuditPage): Promise<OperatorAction[]>;
  /** What operators do to an account; each is written down in the same transaction. */
  readonly byOperator: AccountsByOperator;
}

interface AccountsByOperator {
  suspend(change: OperatorChange): Promise<OperatorOutcome>;
  release(change: OperatorChange): Promise<OperatorOutcome>;
  close(change: Closing): Promise<OperatorOutcome>;
  setPlan(change: PlanChangeByOperator): Promise<OperatorOutcome>;
  edit(change: AccountEdit): Promise<OperatorOutcome>;
}

export function createAccounts(database: Transactional, now: () => Date): Accounts {
  return {
    update: (update) => updateAccount(database, update),
    setEndUserLimit: (change) => setEndUserLimit(database, change),
    endUserLimits: (accountId, page) => listEndUserLimits(database, accountId, page),
    create: (account) => createAccount(database, { ...account, now: now() }),
    createdUnder: (idempotencyKey) => findCreated(database, idempotencyKey),
    find: createLookUp(database),
    page: (after, limit) => pageOfAccounts(database, after, limit),
    operatorActions: (accountId, limit) => listOperatorActions(database, accountId, limit),
    recordOperatorAction: (action) =>
      database.transaction((tx) => {
        recordOperatorActions(tx, [action]);
        return Promise.resolve();
      }),
    auditLog: (page) => readAuditLog(database, page),
    byOperator: {
      suspend: (change) => suspendByOperator(database, change, now()),
      release: (change) => releaseByOperator(database, change, now()),
      close: (change) => closeAccount(database, change, now()),
      setPlan: (change) => setPlanByOperator(database, change, now()),
      edit: (change) => editAccount(database, change, now()),
    },
  };
}

async function pageOfAccounts(database: Sql, after: string | undefined, limit: number) {
  let query = database.tables<AccountTables>().selectFrom('account').select(['id', 'planId']);
  if (after !== undefined) query = query.where('id', '>', after);
  return query.orderBy('id').limit(limit).execute();
}

/** Every request asks for its account: those that come at the same time share one statement, and none sees an old row. */
function createLookUp(database: Sql): Accounts['find'] {
  const lookUps = createGroupCommit<string, Account | undefined>({
    execute: (accountIds) => findAccounts(database, accountIds),
    largestBatch: 1_000,
    longestQueue: Number.MAX_SAFE_INTEGER,
  });
  let turn: Promise<void> | undefined;
  // Requests that arrive in one turn of the event loop arrive one after the other: the first waits until all are there.
  const endOfTurn = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(() => {
        turn = undefined;
        resolve();
      });
    });
  return async (accountId) => {
    turn ??= endOfTurn();
    await turn;
    return lookUps.submit(accountId);
  };
}

/** Written by hand, since a typed query is put together anew for every request, which takes longer than to answer it. */
const FIND_ACCOUNTS = prepared(
  'account_find',
  `select ${columnsOf(AccountEntity)} from account where id = any($1::uuid[])`,
);

/** In the order of the ids, undefined where there is no such account. */
async function findAccounts(database: Sql, accountIds: readonly string[]): Promise<(Account | undefined)[]> {
  const ids = plainArray([...new Set(accountIds)]);
  const rows = await database.rows<StoredRow<typeof AccountEntity>>(FIND_ACCOUNTS, [ids]);
  const byId = new Map(rows.map((row) => [row.id, toAccount(withoutNulls(row))]));
  return accountIds.map((id) => byId.get(id));
}
