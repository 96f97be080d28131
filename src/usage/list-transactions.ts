// An account's transactions as its owner looks for them: also by the models of their generations, of which the ledger knows
// nothing.
import { sql as text } from 'kysely';
import type { Sql } from '../database/index.ts';
import {
  countTransactions,
  type LedgerTransaction,
  type Narrowing,
  readTransactions,
  type TransactionFilter,
  type TransactionPage,
} from '../ledger/index.ts';

export interface StatementPage extends TransactionPage {
  readonly filter: TransactionFilter & {
    /** Generations of these models only. */
    readonly models?: readonly string[];
  };
}

export const listTransactions = (sql: Sql, page: StatementPage): Promise<LedgerTransaction[]> =>
  readTransactions(sql, page, ofModels(page.filter.models));

export const countListed = (sql: Sql, asked: Pick<StatementPage, 'accountId' | 'filter'>): Promise<number> =>
  countTransactions(sql, asked, ofModels(asked.filter.models));

function ofModels(models: readonly string[] | undefined): Narrowing {
  if (models === undefined) return (query) => query;
  return (query) =>
    query.where(
      text<boolean>`exists (select from generation where generation.account_id = ledger_transaction.account_id
        and generation.id = ledger_transaction.generation_id and generation.model = any(${[...models]}::text[]))`,
    );
}
