// Opens an account: the account, its wallet and its first key, in one transaction.
import { nameBasedId, newId, type Sql, type Transaction, type Transactional, withoutNulls } from '../database/index.ts';
import { type ApiKey, createApiKey, type Scope } from '../keys/index.ts';
import { openWallet } from '../ledger/index.ts';
import { type Account, toAccount } from './account.ts';
import { AccountEntity, type AccountTables } from './entities.ts';
import { claimAddress } from './operate-account.ts';
import { type Operator, recordOperatorActions } from './operator-actions.ts';

export interface NewAccount {
  readonly name: string;
  readonly email?: string | undefined;
  /** Id of a plan that the storefront has; the caller checked it. */
  readonly planId: string;
  /** Decides the account's id, so that a repetition meets the same account. Random when absent. */
  readonly idempotencyKey?: string | undefined;
  /** A digest of what the caller asked for: tells a repetition from a misuse of the key, whatever became of the account. */
  readonly inputHash?: string | undefined;
  /** Whether welcome credits greet it; when it has an e-mail address, and once per person, if absent. */
  readonly welcome?: boolean | undefined;
  readonly scopes: readonly Scope[];
  readonly secret?: string | undefined;
  readonly now: Date;
  /** Who opens it, if an operator does. */
  readonly operator?: Operator | undefined;
}

export type CreatedAccount =
  | { readonly replayed: false; readonly account: Account; readonly apiKey: ApiKey; readonly secret: string }
  /** The account was there already, as it is now; its first secret is never shown twice. */
  | Replayed
  /** Another account was opened with the same e-mail address; nothing was written. */
  | { readonly replayed: false; readonly account: undefined; readonly openedBefore: string };

interface Replayed {
  readonly replayed: true;
  readonly account: Account;
  readonly inputHash: string | undefined;
}

export async function createAccount(database: Transactional, input: NewAccount): Promise<CreatedAccount> {
  const id = input.idempotencyKey === undefined ? newId() : idUnder(input.idempotencyKey);
  return database.transaction(async (tx) => {
    const { email, now } = input;
    const openedBefore = email === undefined ? id : await claimAddress(tx, { accountId: id, email, now });
    if (openedBefore !== id) return { replayed: false, account: undefined, openedBefore };
    const account = await insertAccount(tx, id, input);
    if (account === undefined) return readCreated(tx, id);
    await openWallet(tx, id, input.now);
    const { scopes, secret, operator } = input;
    const created = await createApiKey(tx, { accountId: id, name: 'First key', scopes, secret, now });
    if (operator !== undefined) {
      recordOperatorActions(tx, [{ ...operator, accountId: id, action: 'CREATE_ACCOUNT', now }]);
    }
    return { replayed: false, account, ...created };
  });
}

/** Typed queries bind the address; the EntityManager would write it into the statement, which PostgreSQL logs if it fails. */
async function insertAccount(tx: Transaction, id: string, input: NewAccount): Promise<Account | undefined> {
  const { name, email, planId, inputHash, welcome, now } = input;
  const row = await tx
    .tables<AccountTables>()
    .insertInto('account')
    .values({ id, name, email, planId, inputHash, welcome, createdAt: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toAccount(withoutNulls(row));
}

/** The account that was opened under a key, whatever became of it since; undefined when none was. */
export function findCreated(sql: Sql, idempotencyKey: string): Promise<Replayed | undefined> {
  return findReplayed(sql, idUnder(idempotencyKey));
}

const idUnder = (idempotencyKey: string): string => nameBasedId(`account ${idempotencyKey}`);

async function readCreated(tx: Transaction, id: string): Promise<Replayed> {
  const found = await findReplayed(tx, id);
  if (found === undefined) throw new Error(`account ${id} is neither new nor there`);
  return found;
}

async function findReplayed(sql: Sql, id: string): Promise<Replayed | undefined> {
  const found = await sql.em().findOne(AccountEntity, { id });
  if (found === null) return undefined;
  const row = withoutNulls(found);
  return { replayed: true, account: toAccount(row), inputHash: row.inputHash };
}

/** For who opens accounts without an e-mail address, or with a new one. Throws when the address opened another account. */
export function openedAccount({ account }: CreatedAccount): Account {
  if (account === undefined) throw new Error('another account was opened with this e-mail address');
  return account;
}
