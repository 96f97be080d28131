// A wallet's changes as they happen: its balance, or its transactions one by one.
import { follow, type Sql, type Step } from '../../database/index.ts';
import type { Balance } from '../read/balance.ts';
import { readTransactionsAfter } from '../read/transactions.ts';
import type { LedgerTables } from '../rows.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { LARGEST_PAGE, type ReadTail } from './read-tails.ts';
import type { WalletWatch } from './watch-wallets.ts';

/** The balance now, then whenever it has changed; changes in quick succession come as one. */
export function followBalance(
  watch: WalletWatch,
  accountId: string,
  read: (accountId: string) => Promise<Balance | undefined>,
): AsyncIterableIterator<Balance> {
  let seen: Balance | undefined;
  const toStep = (balance: Balance | undefined): Step<Balance> => {
    if (balance === undefined || !isNews(balance, seen)) return { kind: 'wait' };
    seen = balance;
    return { kind: 'item', value: balance };
  };
  return follow({
    join: (wake) => watch.watch(accountId, wake),
    next: () => read(accountId).then(toStep),
  });
}

function isNews(now: Balance, seen: Balance | undefined): boolean {
  return now.sequence !== seen?.sequence || now.available !== seen.available;
}

export interface TransactionFollowing {
  readonly accountId: string;
  /** The last sequence number that is known already; from now on when undefined. */
  readonly afterSequence: bigint | undefined;
  /** Transactions from before are passed over: the audit window. */
  readonly createdFrom: Date;
}

/**
 * Every transaction after the given one, in order, none missing and none twice: sequence numbers have no gaps, and are
 * visible in their order because each is written under the wallet's lock.
 */
export function followTransactions(
  { sql, watch, readTail }: { readonly sql: Sql; readonly watch: WalletWatch; readonly readTail: ReadTail },
  following: TransactionFollowing,
): AsyncIterableIterator<LedgerTransaction> {
  const { accountId, createdFrom, afterSequence } = following;
  let last = afterSequence ?? 0n;
  /** Everything up to here has been given or is not asked for; undefined while catching up. */
  let caughtUpTo: bigint | undefined;
  /** Of a tail, shared with others who follow the wallet from the same place. */
  let page: readonly LedgerTransaction[] = [];
  let taken = 0;
  const readPage = async (): Promise<void> => {
    taken = 0;
    if (caughtUpTo === undefined) {
      // Read before the page: a page that is not full lacks nothing up to here.
      const head = await headOf(sql, accountId);
      const asked = { accountId, afterSequence: last, createdFrom, limit: LARGEST_PAGE };
      page = afterSequence === undefined ? [] : await readTransactionsAfter(sql, asked);
      if (page.length < LARGEST_PAGE) caughtUpTo = head;
      if (page.length > 0) return;
    }
    // What is booked from here on is younger than the beginning of any audit window.
    page = await readTail({ accountId, afterSequence: largest(last, caughtUpTo ?? last) });
  };
  return follow({
    join: (wake) => watch.watch(accountId, wake),
    next: async () => {
      if (taken === page.length) await readPage();
      const transaction = page[taken];
      if (transaction === undefined) return { kind: 'wait' };
      taken += 1;
      last = transaction.sequence;
      return { kind: 'item', value: transaction };
    },
  });
}

const largest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

async function headOf(sql: Sql, accountId: string): Promise<bigint> {
  const wallet = await sql
    .tables<LedgerTables>()
    .selectFrom('wallet')
    .select('sequence')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return wallet?.sequence ?? 0n;
}
