// What came of a checkout, for the page that its customer lands on. Whoever holds the checkout's address may see that: the
// payment provider gives its session's name, which nobody can guess, to the customer's browser alone. The balance is shown
// for an hour only, because addresses stay in histories.
import { fromPublicId, type Sql, toPublicId } from '../../database/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import type { PurchaseStatus, PurchaseTables } from '../entities.ts';
import type { PlanChangeState } from '../plans/entities.ts';

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

interface Found extends Pick<CheckoutResult, 'what' | 'state'> {
  readonly createdAt: Date;
  readonly doneAt: Date | null;
}

/** Undefined when the address names no checkout of ours, or one in which nothing is sold. */
export function createFindCheckoutResult({ database, ledger, now }: CheckoutResultOptions): FindCheckoutResult {
  return async (query) => {
    const accountId = fromPublicId('acct', query.get('account') ?? '');
    const session = query.get('session') ?? '';
    if (accountId === undefined || !SESSION.test(session)) return undefined;
    const found = await findSold(database, accountId, session);
    if (found === undefined) return undefined;
    const { what, state, createdAt, doneAt } = found;
    const isShown = state === 'DONE' && doneAt !== null && since(doneAt, now()) < BALANCE_MILLISECONDS;
    const balance = isShown ? await ledger.balance(accountId) : undefined;
    return {
      what,
      state,
      isFresh: since(createdAt, now()) < FRESH_MILLISECONDS,
      available: balance === undefined ? undefined : formatCredits(balance.available),
    };
  };
}

const findSold = async (sql: Sql, accountId: string, session: string): Promise<Found | undefined> =>
  (await findPack(sql, accountId, session)) ?? findPlan(sql, accountId, session);

/** Like that of a plan by the key of its table, which begins with the account. */
async function findPack(sql: Sql, accountId: string, session: string): Promise<Found | undefined> {
  const row = await sql
    .tables<PurchaseTables>()
    .selectFrom('purchase')
    .select(['credits', 'priceMinorUnits', 'priceCurrency', 'status', 'createdAt', 'paidAt'])
    .where('accountId', '=', accountId)
    .where('checkoutSessionId', '=', session)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { credits, priceMinorUnits: minorUnits, priceCurrency: currency, status, createdAt, paidAt } = row;
  const what = `${formatCredits(credits)} credits for ${formatMoney({ minorUnits, currency })} ${currency}`;
  return { what, state: STATES[status], createdAt, doneAt: paidAt };
}

async function findPlan(sql: Sql, accountId: string, session: string): Promise<Found | undefined> {
  const row = await sql
    .tables<PurchaseTables>()
    .selectFrom('plan_change')
    .select(['planId', 'state', 'createdAt', 'endedAt'])
    .where('accountId', '=', accountId)
    .where('checkoutSessionId', '=', session)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { planId, state, createdAt, endedAt } = row;
  return { what: `The plan ${planId}`, state: STATES[state], createdAt, doneAt: endedAt };
}

/** Of a purchase, and of a change of plan. */
const STATES: Readonly<Record<PurchaseStatus | PlanChangeState, CheckoutResult['state']>> = {
  PENDING: 'OPEN',
  PAID: 'DONE',
  FAILED: 'ENDED',
  EXPIRED: 'ENDED',
  REFUNDED: 'ENDED',
  DISPUTED: 'ENDED',
  OPEN: 'OPEN',
  DONE: 'DONE',
  DECLINED: 'ENDED',
  CLOSED: 'ENDED',
};

function since(moment: Date, now: Date): number {
  return now.getTime() - moment.getTime();
}
