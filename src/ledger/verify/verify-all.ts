// Verifies every account: cuts them into ranges by keyset, hands each to the next free worker, and reports how far it is.
// Who the workers are (threads, or this process) is the caller's business.
import type { Sql } from '../../database/index.ts';
import type { LedgerTables, WalletRow } from '../rows.ts';
import type { LedgerVerification } from './ledger-verification.ts';
import type { AccountRange } from './verify-range.ts';

/** Verifies one range; ranges never overlap, so any number of workers may run at once. */
export type RangeWorker = (range: AccountRange) => Promise<readonly LedgerVerification[]>;

export interface VerificationProgress {
  /** Accounts with a wallet when it began; more may have been opened since. */
  readonly allAccounts: number;
  readonly accounts: number;
  readonly transactions: number;
  /** Accounts with problems. */
  readonly damaged: number;
}

export interface VerifyAll {
  readonly sql: Sql;
  readonly workers: readonly RangeWorker[];
  /** Called after every range. */
  readonly onProgress: (progress: VerificationProgress) => void;
  /** Called for every account that is not as its transactions say. */
  readonly onDamage: (verification: LedgerVerification) => void;
}

/** Small enough for the work to spread over the workers, large enough to be worth a snapshot. */
const MOST_ACCOUNTS = 200;
const ENOUGH_TRANSACTIONS = 20_000n;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export async function verifyAll({ sql, workers, onProgress, onDamage }: VerifyAll): Promise<VerificationProgress> {
  const progress = { allAccounts: await countWallets(sql), accounts: 0, transactions: 0, damaged: 0 };
  const ranges = accountRanges(sql);
  const work = async (worker: RangeWorker): Promise<void> => {
    for (let next = await ranges.next(); next.done !== true; next = await ranges.next()) {
      for (const verification of await worker(next.value)) {
        progress.accounts += 1;
        progress.transactions += verification.transactions;
        if (verification.ok) continue;
        progress.damaged += 1;
        onDamage(verification);
      }
      onProgress({ ...progress });
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await ranges.return(undefined); // a worker that failed ends the others at their next range
  }
  return progress;
}

const wallets = (sql: Sql) => sql.tables<LedgerTables>().selectFrom('wallet');

async function countWallets(sql: Sql): Promise<number> {
  const { count } = await wallets(sql)
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

const nextWallets = (sql: Sql, from: string) =>
  wallets(sql)
    .select(['accountId', 'sequence'])
    .where('accountId', '>=', from)
    .orderBy('accountId')
    .limit(MOST_ACCOUNTS)
    .execute();

/** Together they cover every id there can be: rows of accounts that have no wallet are found, too. */
async function* accountRanges(sql: Sql): AsyncGenerator<AccountRange, undefined> {
  for (let from = FIRST_ID; ; ) {
    const last = cut(await nextWallets(sql, from));
    if (last === undefined) {
      yield { from, to: LAST_ID };
      return;
    }
    yield { from, to: last };
    from = nextId(last);
  }
}

/** The last account of a range; undefined when no account is left. */
function cut(next: readonly Pick<WalletRow, 'accountId' | 'sequence'>[]): string | undefined {
  let transactions = 0n;
  for (const { accountId, sequence } of next) {
    transactions += sequence;
    if (transactions >= ENOUGH_TRANSACTIONS) return accountId;
  }
  return next.at(-1)?.accountId;
}

function nextId(id: string): string {
  const digits = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
