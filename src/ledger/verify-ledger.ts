// Verifies one account: reads everything at one moment, recomputes, compares.
import { type Database, type Transaction } from '../database/index.ts';
import { microCredits } from '../money/index.ts';
import { compareReplay } from './compare-replay.ts';
import { keySpendId } from './draft.ts';
import { type LotRow, toLot } from './lot-row.ts';
import { type Replay, replayTransaction, startReplay } from './replay.ts';
import { TRANSACTION_COLUMNS, type TransactionRow, toTransaction } from './transaction-row.ts';
import { readWallet } from './wallet-row.ts';

export interface LedgerVerification {
  readonly accountId: string;
  readonly ok: boolean;
  readonly transactions: number;
  readonly firstSequence: bigint | undefined;
  readonly lastSequence: bigint | undefined;
  /** Hexadecimal; undefined for an account without transactions. */
  readonly headHash: string | undefined;
  /** What is wrong, by name, at most 100 lines; empty when ok. */
  readonly problems: readonly string[];
}

const PAGE = 5_000;

const NEXT_PAGE = `select ${TRANSACTION_COLUMNS} from ledger_transaction
  where account_id = $1 and sequence > $2 order by sequence limit ${PAGE}`;

/** Undefined when the account has no wallet. */
export async function verifyLedger(database: Database, accountId: string): Promise<LedgerVerification | undefined> {
  return database.transaction(async (tx) => {
    // One snapshot for all pages and tables, so that work going on at the same time does not look like damage.
    await tx.rows('set transaction isolation level repeatable read, read only');
    const wallet = await readWallet(tx, accountId);
    if (wallet === undefined) return undefined;
    const replay = startReplay(accountId);
    await replayAll(tx, replay);
    const lots = await tx.rows<LotRow>('select * from lot where account_id = $1', [accountId]);
    compareReplay(replay, { ...wallet, lots: lots.map(toLot), keySpends: await readSpends(tx, accountId) });
    return toVerification(replay);
  });
}

async function replayAll(tx: Transaction, replay: Replay): Promise<void> {
  for (;;) {
    const rows = await tx.rows<TransactionRow>(NEXT_PAGE, [replay.accountId, replay.sequence]);
    for (const row of rows) replayTransaction(replay, toTransaction(row), row.hash);
    if (rows.length < PAGE) return;
  }
}

async function readSpends(tx: Transaction, accountId: string) {
  const rows = await tx.rows<{ api_key_id: string; day: string; reserved: bigint; charged: bigint }>(
    `select api_key_id, to_char(day, 'YYYY-MM-DD') as day, reserved, charged from key_spend where account_id = $1`,
    [accountId],
  );
  return new Map(
    rows.map((row) => [
      keySpendId(row.api_key_id, row.day),
      { reserved: microCredits(row.reserved), charged: microCredits(row.charged) },
    ]),
  );
}

function toVerification(replay: Replay): LedgerVerification {
  const isEmpty = replay.count === 0;
  return {
    accountId: replay.accountId,
    ok: replay.problems.length === 0,
    transactions: replay.count,
    firstSequence: isEmpty ? undefined : 1n,
    lastSequence: isEmpty ? undefined : replay.sequence,
    headHash: isEmpty ? undefined : replay.headHash.toString('hex'),
    problems: replay.problems,
  };
}
