// All accounts as an operator looks for them, page by page.
import type { Sql } from '../../database/index.ts';
import type { MicroCredits } from '../../money/index.ts';

/** OWING: only accounts that owe credits or have drawn on their credit line, the most first. */
export type AccountOrder = 'NEWEST' | 'BALANCE_HIGHEST' | 'BALANCE_LOWEST' | 'OWING';
/** One that was closed is not counted as suspended. */
export type AccountState = 'ACTIVE' | 'SUSPENDED' | 'CLOSED';

export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly planId: string;
  readonly billingMode: 'PREPAID' | 'POSTPAID';
  readonly state: AccountState;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  /** Below zero: drawn on the credit line. */
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
  readonly creditLimit: MicroCredits;
  /** Credits that were spent though their payment went back, and what is drawn on the credit line. */
  readonly owed: MicroCredits;
  /** What the order goes by: microseconds of the creation, or micro-credits. */
  readonly rank: bigint;
}

/** The place of the last row of the page before. */
export interface AccountPlace {
  readonly rank: bigint;
  readonly id: string;
}

export interface AccountsWanted {
  /** An account's id (uuid), or how its name or e-mail address begins, whatever the case of its letters. */
  readonly search: { readonly id: string } | { readonly beginning: string } | undefined;
  readonly state: AccountState | undefined;
  readonly order: AccountOrder;
  readonly limit: number;
  readonly after: AccountPlace | undefined;
}

const OWED = 'wallet.debt + greatest(-wallet.available, 0)';
const CREATED = `(extract(epoch from account.created_at) * 1000000)::bigint`;

const STATES: Readonly<Record<AccountState, string>> = {
  ACTIVE: "account.status = 'ACTIVE'",
  SUSPENDED: "account.status = 'SUSPENDED' and account.closed_at is null",
  CLOSED: "account.status = 'SUSPENDED' and account.closed_at is not null",
};

interface Order {
  readonly rank: string;
  /** What the rows are sorted by, beside the id. */
  readonly by: string;
  readonly direction: 'asc' | 'desc';
  /** The place of `after` in these terms. */
  readonly place: string;
}

const asPlace = '$1::bigint';
const ORDERS: Readonly<Record<AccountOrder, Order>> = {
  NEWEST: {
    rank: CREATED,
    by: 'account.created_at',
    direction: 'desc',
    place: `timestamptz 'epoch' + $1::bigint * interval '1 microsecond'`,
  },
  BALANCE_HIGHEST: { rank: 'wallet.available', by: 'wallet.available', direction: 'desc', place: asPlace },
  BALANCE_LOWEST: { rank: 'wallet.available', by: 'wallet.available', direction: 'asc', place: asPlace },
  OWING: { rank: OWED, by: OWED, direction: 'desc', place: asPlace },
};

/**
 * Which rows lead. What is searched for is few, and so are those that owe, and is sorted once it is found. Balances change with every
 * generation and stand in no index: all wallets are sorted, without their accounts, of which the page's alone are looked up.
 */
function sourceOf({ search, order }: AccountsWanted, after: string): string {
  const joined = 'account join wallet on wallet.account_id = account.id';
  if (search !== undefined || order === 'NEWEST') return `${joined} where ${after}`;
  const { by, direction } = ORDERS[order];
  const owing = order === 'OWING' ? `(debt > 0 or credit_limit > 0) and ${OWED} > 0 and ` : '';
  return `(select account_id, available, reserved, credit_limit, debt from wallet where ${owing}${after} order by ${by} ${direction}, wallet.account_id ${direction} offset 0) as wallet
    join account on account.id = wallet.account_id where true`;
}

/** `account.id` or the same in the wallet: whichever the rows are sorted by. */
const idOf = ({ search, order }: AccountsWanted): string =>
  search !== undefined || order === 'NEWEST' ? 'account.id' : 'wallet.account_id';

/** In SQL, `%`, `_` and `\` of what is searched for stand for themselves. */
const asPattern = (beginning: string): string => `${beginning.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

function searchIn({ search, order }: AccountsWanted): string {
  const owing = search !== undefined && order === 'OWING' ? ` and ${OWED} > 0` : '';
  if (search === undefined) return '';
  if ('id' in search) return ` and account.id = $3::uuid${owing}`;
  const either = `select id from account where lower(name) like lower($3) union select id from account where lower(email) like lower($3)`;
  return ` and account.id in (${either})${owing}`;
}

/** Up to `limit` of them, in the order asked for. */
export function listAccounts(sql: Sql, wanted: AccountsWanted): Promise<ListedAccount[]> {
  const { search, state, order, limit, after } = wanted;
  const { rank, by, direction, place } = ORDERS[order];
  const id = idOf(wanted);
  const compare = direction === 'desc' ? '<' : '>';
  const isAfter = `($1::bigint is null or (${by}, ${id}) ${compare} (${place}, $2::uuid))`;
  const text = `select account.id, account.name, account.email, account.plan_id as "planId",
      account.billing_mode as "billingMode", account.created_at as "createdAt", account.closed_at as "closedAt",
      case when account.closed_at is not null then 'CLOSED' else account.status end as state,
      wallet.available, wallet.reserved, wallet.credit_limit as "creditLimit", ${OWED} as owed, ${rank} as rank
    from ${sourceOf(wanted, isAfter)}${searchIn(wanted)}${state === undefined ? '' : ` and ${STATES[state]}`}
    order by ${by} ${direction}, ${id} ${direction} limit ${String(limit)}`;
  const found = search === undefined ? [] : ['id' in search ? search.id : asPattern(search.beginning)];
  return sql.rows<ListedAccount>(text, [after?.rank ?? null, after?.id ?? null, ...found]);
}
