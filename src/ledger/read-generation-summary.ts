import type { Sql } from '../database/index.ts';
import { type GenerationSummary, summarizeGeneration } from './generation-summary.ts';
import { TRANSACTION_COLUMNS, type TransactionRow, toTransaction } from './transaction-row.ts';

/** Undefined when nothing was ever reserved for a generation of this id in the account. */
export async function readGenerationSummary(
  sql: Sql,
  accountId: string,
  generationId: string,
): Promise<GenerationSummary | undefined> {
  const rows = await sql.rows<TransactionRow>(
    `select ${TRANSACTION_COLUMNS} from ledger_transaction where account_id = $1 and generation_id = $2
       order by sequence`,
    [accountId, generationId],
  );
  const last = rows.at(-1);
  return last === undefined ? undefined : summarizeGeneration(rows.map(toTransaction), last.hash.toString('hex'));
}
