// What an account has, exactly now: expired lots no longer count, lots that begin later do not count yet.
import { isDatabaseUnavailable, plainArray, prepared, type Sql } from '../../database/index.ts';
import { type MicroCredits, microCredits, subtract, sum, ZERO } from '../../money/index.ts';
import { createGroupCommit } from '../batch/group-commit.ts';
import { compareBurnOrder, isExpired, isSpendable } from '../decide/burn-order.ts';
import type { LotState } from '../decide/state.ts';
import { type LotRow, toLot } from '../lot-row.ts';

export interface Balance {
  /** Micro-credits that can be reserved now; includes what is left of the credit limit. */
  readonly available: MicroCredits;
  readonly reserved: MicroCredits;
  /** How far a postpaid account may go below zero; 0 for prepaid. */
  readonly creditLimit: MicroCredits;
  /** Number of the last transaction included. */
  readonly sequence: bigint;
  /** Open lots in the order they will be spent. */
  readonly lots: readonly LotState[];
  /** Frozen by disputes about their payment: not part of `available`. */
  readonly frozen: MicroCredits;
  /** Credits that were spent though their payment went back. Until an ADD settles it, nothing can be spent. */
  readonly debt: MicroCredits;
  /** What expires within 7 days, in micro-credits. */
  readonly expiringSoon: MicroCredits;
  readonly asOf: Date;
}

/** A lot as json_build_object gives it: amounts and dates as text. */
interface LotJson {
  readonly number: number;
  readonly source: LotRow['source'];
  readonly priority: number;
  readonly effective_at: string;
  readonly expires_at: string | null;
  readonly usable_until: string | null;
  readonly granted: string;
  readonly remaining: string;
  readonly reserved: string;
  readonly spent: string;
  readonly expired: string;
  readonly frozen: string;
  readonly disputes: number;
  readonly clawed_back: string;
  readonly purchase_id: string | null;
}

interface WalletWithLots {
  readonly account_id: string;
  readonly available: bigint;
  readonly credit_limit: bigint;
  readonly reserved: bigint;
  readonly sequence: bigint;
  readonly debt: bigint;
  readonly lots: readonly LotJson[] | null;
}

const SOON_MILLISECONDS = 7 * 86_400_000;

/** Wallet and lots in one statement, so that both are of the same moment. bigint as text: JSON numbers are floats. */
const READ_BALANCES = prepared(
  'balance_read',
  `select account_id, available, credit_limit, reserved, sequence, debt,
    (select json_agg(json_build_object('number', number, 'source', source, 'priority', priority,
      'effective_at', effective_at, 'expires_at', expires_at, 'usable_until', usable_until, 'granted', granted::text,
      'remaining', remaining::text, 'reserved', lot.reserved::text, 'spent', spent::text, 'expired', expired::text,
      'frozen', frozen::text, 'disputes', disputes, 'clawed_back', clawed_back::text,
      'purchase_id', purchase_id))
      from lot where lot.account_id = wallet.account_id and not closed) as lots
  from wallet where account_id = any($1::uuid[])`,
);
const LARGEST_BATCH = 1_000;

/**
 * Reads an account's balance; undefined when it has no wallet. Every estimate asks for one: those that ask at the same time
 * share a statement, which begins after they asked, so none sees an old row.
 */
export function createBalanceReader(sql: Sql, now: () => Date): (accountId: string) => Promise<Balance | undefined> {
  const readers = createGroupCommit<string, Balance | undefined>({
    execute: (accountIds) => readBalances(sql, accountIds, now()),
    isHopeless: isDatabaseUnavailable,
    largestBatch: LARGEST_BATCH,
    longestQueue: Number.MAX_SAFE_INTEGER,
  });
  return (accountId) => readers.submit(accountId);
}

/** In the order of the ids. */
async function readBalances(sql: Sql, accountIds: readonly string[], now: Date): Promise<(Balance | undefined)[]> {
  const rows = await sql.rows<WalletWithLots>(READ_BALANCES, [plainArray([...new Set(accountIds)])]);
  const byId = new Map(rows.map((row) => [row.account_id, toBalance(row, now)]));
  return accountIds.map((id) => byId.get(id));
}

function toBalance(wallet: WalletWithLots, now: Date): Balance {
  const open = (wallet.lots ?? []).map((lot) => toLot(fromJson(wallet.account_id, lot)));
  const lots = open
    .filter((lot) => !isExpired(lot, now) || lot.reserved > 0n || lot.frozen > 0n)
    .sort(compareBurnOrder);
  const spendable = lots.filter((lot) => isSpendable(lot, now));
  const notYetOrNoLonger = open.filter((lot) => !isSpendable(lot, now));
  const soon = now.getTime() + SOON_MILLISECONDS;
  const expiring = spendable.filter((lot) => lot.usableUntil !== undefined && lot.usableUntil.getTime() <= soon);
  const inBooks = microCredits(wallet.available + wallet.credit_limit);
  return {
    available: wallet.debt > 0n ? ZERO : subtract(inBooks, sum(notYetOrNoLonger.map((lot) => lot.remaining))),
    reserved: microCredits(wallet.reserved),
    creditLimit: microCredits(wallet.credit_limit),
    sequence: wallet.sequence,
    lots,
    frozen: sum(open.map((lot) => lot.frozen)),
    debt: microCredits(wallet.debt),
    expiringSoon: sum(expiring.map((lot) => lot.remaining)),
    asOf: now,
  };
}

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

function fromJson(accountId: string, lot: LotJson): LotRow {
  return {
    account_id: accountId,
    number: lot.number,
    source: lot.source,
    priority: lot.priority,
    effective_at: new Date(lot.effective_at),
    expires_at: date(lot.expires_at),
    usable_until: date(lot.usable_until),
    granted: BigInt(lot.granted),
    remaining: BigInt(lot.remaining),
    reserved: BigInt(lot.reserved),
    spent: BigInt(lot.spent),
    expired: BigInt(lot.expired),
    frozen: BigInt(lot.frozen),
    disputes: lot.disputes,
    clawed_back: BigInt(lot.clawed_back),
    purchase_id: lot.purchase_id,
  };
}
