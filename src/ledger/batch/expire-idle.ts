// Books what has expired in wallets that nobody touches. Nothing depends on it: a touched wallet does so by itself, and a
// balance never counts expired lots. It only brings the books up to date.
import type { Sql } from '../../database/index.ts';
import type { LedgerCommand } from '../commands.ts';
import type { Outcome } from '../outcomes.ts';
import type { LotRow } from '../rows.ts';

export interface ExpireIdle {
  readonly sql: Sql;
  /** Several gateways may do this at once: what one has booked is `unchanged` for the other. */
  readonly submit: (submission: { readonly command: LedgerCommand }) => Promise<Outcome>;
  readonly now: Date;
  /** A round has this many lots at most. */
  readonly mostLots: number;
}

export interface ExpiredRound {
  /** Accounts that had something to book. */
  readonly accounts: number;
  /** Whether there may be more: this round had as many lots as it may have. */
  readonly mayHaveMore: boolean;
}

/** Answered by lot_expiry_index, the longest overdue first. A lot whose rest is reserved holds nothing to expire yet. */
const FIND_DUE = `select account_id as "accountId", count(*)::int as lots from (
  select account_id from lot where not closed and usable_until <= $1 and remaining > 0
  order by usable_until limit $2) as due group by account_id`;

/** One bounded round. An account that cannot be booked fails the round after the others are done. */
export async function expireIdle({ sql, submit, now, mostLots }: ExpireIdle): Promise<ExpiredRound> {
  const due = await sql.rows<Pick<LotRow, 'accountId'> & { readonly lots: number }>(FIND_DUE, [now, mostLots]);
  const results = await Promise.allSettled(
    due.map(({ accountId }) => submit({ command: { kind: 'expire', accountId } })),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const booked = results.filter((result) => result.status === 'fulfilled' && result.value.status === 'applied');
  const lots = due.reduce((total, row) => total + row.lots, 0);
  return { accounts: booked.length, mayHaveMore: lots === mostLots && booked.length > 0 };
}
