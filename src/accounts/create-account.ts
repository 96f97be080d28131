// Opens an account: the account, its wallet and its first key, in one transaction.
import { type Database, nameBasedId, newId, type Transaction } from '../database/index.ts';
import { type ApiKey, createApiKey, type Scope } from '../keys/index.ts';
import { openWallet } from '../ledger/index.ts';
import { ACCOUNT_COLUMNS, type Account, type AccountRow, toAccount } from './account.ts';

export interface NewAccount {
  readonly name: string;
  readonly email?: string | undefined;
  /** Id of a plan that the storefront has; the caller checked it. */
  readonly planId: string;
  /** Decides the account's id, so that a repetition meets the same account. Random when absent. */
  readonly idempotencyKey?: string | undefined;
  readonly scopes: readonly Scope[];
  readonly secret?: string | undefined;
  readonly now: Date;
}

export type CreatedAccount =
  | { readonly replayed: false; readonly account: Account; readonly apiKey: ApiKey; readonly secret: string }
  /** The account was there already; its first secret is never shown twice. */
  | { readonly replayed: true; readonly account: Account };

export async function createAccount(database: Database, input: NewAccount): Promise<CreatedAccount> {
  const id = input.idempotencyKey === undefined ? newId() : nameBasedId(`account ${input.idempotencyKey}`);
  return database.transaction(async (tx) => {
    const account = await insertAccount(tx, id, input);
    if (account === undefined) return { replayed: true, account: await readAccount(tx, id) };
    await openWallet(tx, id, input.now);
    const { scopes, secret, now } = input;
    const created = await createApiKey(tx, { accountId: id, name: 'First key', scopes, secret, now });
    return { replayed: false, account, ...created };
  });
}

async function insertAccount(tx: Transaction, id: string, input: NewAccount): Promise<Account | undefined> {
  const rows = await tx.rows<AccountRow>(
    `insert into account (id, name, email, plan_id, created_at) values ($1, $2, $3, $4, $5)
     on conflict (id) do nothing returning ${ACCOUNT_COLUMNS}`,
    [id, input.name, input.email, input.planId, input.now],
  );
  return rows.map(toAccount)[0];
}

async function readAccount(tx: Transaction, id: string): Promise<Account> {
  const [row] = await tx.rows<AccountRow>(`select ${ACCOUNT_COLUMNS} from account where id = $1`, [id]);
  if (row === undefined) throw new Error(`account ${id} is neither new nor there`);
  return toAccount(row);
}
