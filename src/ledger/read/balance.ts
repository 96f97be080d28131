// What an account has, exactly now: expired lots no longer count, lots that begin later do not count yet.
import {
  columnsOf,
  isDatabaseUnavailable,
  plainArray,
  prepared,
  type Sql,
  withoutNulls,
} from '../../database/index.ts';
import { add, type MicroCredits, subtract, sum, ZERO } from '../../money/index.ts';
import { createGroupCommit } from '../batch/group-commit.ts';
import { compareBurnOrder, isExpired, isSpendable } from '../decide/burn-order.ts';
import type { LotState } from '../decide/state.ts';
import { LotEntity, WalletEntity } from '../entities.ts';
import { type StoredLot, type WalletRow } from '../rows.ts';

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

type ShownWallet = Pick<WalletRow, 'accountId' | 'available' | 'creditLimit' | 'sequence' | 'debt'> & {
  readonly setAside: WalletRow['reserved'];
};

/** A wallet beside each of its open lots; beside nothing when it has none. */
type ShownLot = Omit<StoredLot, 'accountId' | 'closed'>;
type WalletWithLot = ShownWallet & (ShownLot | Readonly<Record<keyof ShownLot, null>>);

const SOON_MILLISECONDS = 7 * 86_400_000;

/** Wallets and lots in one statement, so that both are of the same moment. */
const READ_BALANCES = prepared(
  'balance_read',
  `select ${columnsOf(LotEntity, { except: ['accountId', 'closed'] })}, wallet.reserved as "setAside",
    ${columnsOf(WalletEntity, { only: ['accountId', 'available', 'creditLimit', 'sequence', 'debt'] })}
  from wallet left join lot on lot.account_id = wallet.account_id and not lot.closed
  where wallet.account_id = any($1::uuid[])`,
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
  const rows = await sql.rows<WalletWithLot>(READ_BALANCES, [plainArray([...new Set(accountIds)])]);
  const byAccount = Map.groupBy(rows, (row) => row.accountId);
  return accountIds.map((id) => toBalance(byAccount.get(id) ?? [], now));
}

function toBalance(rows: readonly WalletWithLot[], now: Date): Balance | undefined {
  const [wallet] = rows;
  if (wallet === undefined) return undefined;
  const open = rows.flatMap(lotOf);
  const lots = open
    .filter((lot) => !isExpired(lot, now) || lot.reserved > 0n || lot.frozen > 0n)
    .sort(compareBurnOrder);
  const spendable = lots.filter((lot) => isSpendable(lot, now));
  const notYetOrNoLonger = open.filter((lot) => !isSpendable(lot, now));
  const soon = now.getTime() + SOON_MILLISECONDS;
  const expiring = spendable.filter((lot) => lot.usableUntil !== undefined && lot.usableUntil.getTime() <= soon);
  const inBooks = add(wallet.available, wallet.creditLimit);
  return {
    available: wallet.debt > 0n ? ZERO : subtract(inBooks, sum(notYetOrNoLonger.map((lot) => lot.remaining))),
    reserved: wallet.setAside,
    creditLimit: wallet.creditLimit,
    sequence: wallet.sequence,
    lots,
    frozen: sum(open.map((lot) => lot.frozen)),
    debt: wallet.debt,
    expiringSoon: sum(expiring.map((lot) => lot.remaining)),
    asOf: now,
  };
}

function lotOf(row: WalletWithLot): LotState[] {
  if (row.number === null) return [];
  const { setAside: _setAside, available: _available, creditLimit: _limit, ...rest } = withoutNulls(row);
  const { accountId: _accountId, sequence: _sequence, debt: _debt, ...lot } = rest;
  return [lot];
}
