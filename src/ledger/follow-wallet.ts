// A wallet's changes as they happen: its balance, or its transactions one by one.
import { follow, type Sql } from '../database/index.ts';
import type { Balance } from './read-balance.ts';
import { readTransactionsAfter } from './read-transactions.ts';
import type { LedgerTransaction } from './transaction.ts';
import type { WalletWatch } from './watch-wallets.ts';

const PAGE = 100;

/** The balance now, then whenever it has changed; changes in quick succession come as one. */
export function followBalance(
  watch: WalletWatch,
  accountId: string,
  read: () => Promise<Balance | undefined>,
): AsyncIterableIterator<Balance> {
  let seen: Balance | undefined;
  return follow({
    join: (wake) => watch.watch(accountId, wake),
    next: async () => {
      const balance = await read();
      if (balance === undefined || !isNews(balance, seen)) return { kind: 'wait' };
      seen = balance;
      return { kind: 'item', value: balance };
    },
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
  { sql, watch }: { readonly sql: Sql; readonly watch: WalletWatch },
  following: TransactionFollowing,
): AsyncIterableIterator<LedgerTransaction> {
  const { accountId, createdFrom } = following;
  let last = following.afterSequence;
  let page: LedgerTransaction[] = [];
  const readPage = async (): Promise<void> => {
    last ??= await headOf(sql, accountId);
    page = await readTransactionsAfter(sql, { accountId, afterSequence: last, createdFrom, limit: PAGE });
  };
  return follow({
    join: (wake) => watch.watch(accountId, wake),
    next: async () => {
      if (page.length === 0) await readPage();
      const transaction = page.shift();
      if (transaction === undefined) return { kind: 'wait' };
      last = transaction.sequence;
      return { kind: 'item', value: transaction };
    },
  });
}

async function headOf(sql: Sql, accountId: string): Promise<bigint> {
  const [wallet] = await sql.rows<{ sequence: bigint }>('select sequence from wallet where account_id = $1', [
    accountId,
  ]);
  return wallet?.sequence ?? 0n;
}
