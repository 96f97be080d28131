// What came of a checkout, for the page that its customer lands on. Whoever holds the checkout's address may see that: the
// payment provider gives its session's name, which nobody can guess, to the customer's browser alone. The balance is shown
// for an hour only, because addresses stay in histories.
import { fromPublicId, type Sql, toPublicId } from '../../database/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { formatCredits, formatMoney, type MicroCredits } from '../../money/index.ts';

export const CHECKOUT_DONE_PATH = '/checkout/done';

export interface CheckoutResult {
  /** `10 credits for 10.00 USD` */
  readonly what: string;
  readonly state: 'OPEN' | 'DONE' | 'ENDED';
  /** The confirmation may come any moment. */
  readonly isFresh: boolean;
  /** Credits that the wallet has now. */
  readonly available: string | undefined;
}

export type FindCheckoutResult = (query: URLSearchParams) => Promise<CheckoutResult | undefined>;

export interface CheckoutResultOptions {
  readonly database: Sql;
  readonly ledger: Pick<Ledger, 'balance'>;
  readonly now: () => Date;
}

/** Payment providers put the session's name in; not to be encoded. */
export function checkoutDoneUrl(publicUrl: string, accountId: string): string {
  return `${publicUrl}${CHECKOUT_DONE_PATH}?account=${toPublicId('acct', accountId)}&session={CHECKOUT_SESSION_ID}`;
}

const BALANCE_MILLISECONDS = 3_600_000;
const FRESH_MILLISECONDS = 600_000;
const SESSION = /^cs_[A-Za-z0-9_]{10,250}$/;

/** Both by the key of their table, which begins with the account. */
const FIND = `select pack_name as name, credits, price_minor_units as "minorUnits", price_currency as currency, created_at as "createdAt",
    paid_at as "doneAt", case status when 'PAID' then 'DONE' when 'PENDING' then 'OPEN' else 'ENDED' end as state
  from purchase where account_id = $1 and checkout_session_id = $2
  union all
  select plan_id, null, null, null, created_at, ended_at,
    case state when 'DONE' then 'DONE' when 'OPEN' then 'OPEN' else 'ENDED' end
  from plan_change where account_id = $1 and checkout_session_id = $2`;

interface Found {
  readonly name: string;
  readonly credits: MicroCredits | null;
  readonly minorUnits: bigint | null;
  readonly currency: string | null;
  readonly createdAt: Date;
  readonly doneAt: Date | null;
  readonly state: CheckoutResult['state'];
}

/** Undefined when the address names no checkout of ours, or one in which nothing is sold. */
export function createFindCheckoutResult({ database, ledger, now }: CheckoutResultOptions): FindCheckoutResult {
  return async (query) => {
    const accountId = fromPublicId('acct', query.get('account') ?? '');
    const session = query.get('session') ?? '';
    if (accountId === undefined || !SESSION.test(session)) return undefined;
    const [found] = await database.rows<Found>(FIND, [accountId, session]);
    if (found === undefined) return undefined;
    const { state, createdAt, doneAt } = found;
    const isShown = state === 'DONE' && doneAt !== null && since(doneAt, now()) < BALANCE_MILLISECONDS;
    const balance = isShown ? await ledger.balance(accountId) : undefined;
    return {
      what: describe(found),
      state,
      isFresh: since(createdAt, now()) < FRESH_MILLISECONDS,
      available: balance === undefined ? undefined : formatCredits(balance.available),
    };
  };
}

function describe({ name, credits, minorUnits, currency }: Found): string {
  if (credits === null || minorUnits === null || currency === null) return `The plan ${name}`;
  return `${formatCredits(credits)} credits for ${formatMoney({ minorUnits, currency })} ${currency}`;
}

function since(moment: Date, now: Date): number {
  return now.getTime() - moment.getTime();
}
