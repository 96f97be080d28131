// Wallets: opened in the transaction that creates the account, one each. How far one may go below zero is a setting, not a
// movement of credits, so not a transaction.
import type { Sql, Transaction } from '../database/index.ts';
import { MAX, type MicroCredits } from '../money/index.ts';
import { GENESIS_HASH } from './batch/chain.ts';
import type { LedgerTables } from './rows.ts';

export async function openWallet(tx: Transaction, accountId: string, now: Date): Promise<void> {
  await tx
    .tables<LedgerTables>()
    .insertInto('wallet')
    .values({ accountId, headHash: GENESIS_HASH, createdAt: now })
    .onConflict((conflict) => conflict.column('accountId').doNothing())
    .execute();
}

/**
 * False when the account has no wallet, or has drawn more than the new limit already, or when the limit and what the
 * wallet holds do not fit 64 bits together.
 */
export async function setCreditLimit(sql: Sql, accountId: string, limit: MicroCredits): Promise<boolean> {
  const rows = await sql.rows(
    `update wallet set credit_limit = $2::bigint
     where account_id = $1 and $2::bigint >= 0 and available >= -$2::bigint
       and credit_reserved + credit_spent <= $2::bigint and available::numeric + reserved + $2::bigint <= ${MAX}
     returning account_id`,
    [accountId, limit],
  );
  return rows.length > 0;
}

/** Until the end of the transaction nobody else changes the wallet. False: there is no such account. */
export async function lockWallet(tx: Transaction, accountId: string): Promise<boolean> {
  const lock = tx.tables<LedgerTables>().selectFrom('wallet').select('accountId').where('accountId', '=', accountId);
  return (await lock.forUpdate().execute()).length > 0;
}
