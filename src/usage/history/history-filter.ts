// What is looked for in an account's history: what the ledger knows of a transaction, and what only others do.
import { sql as text } from 'kysely';
import type { Narrowing, TransactionFilter, TransactionType } from '../../ledger/index.ts';

/** Words in what a transaction says of itself; those that say nothing go by what their type is called. */
export interface Words {
  readonly contained: string;
  /** Types whose name for people contains them. */
  readonly types: readonly TransactionType[];
}

export type HistoryFilter = TransactionFilter & {
  /** Generations of these models only. */
  readonly models?: readonly string[];
  readonly words?: Words;
};

/** A word's own % and _ are letters. */
export const likeOf = ({ contained }: Words): string => `%${contained.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Whether it goes by what transactions are indexed by; one generation has an index of its own. */
export const isByKind = ({ types, models, apiKeyId, words, purchaseId, generationId }: HistoryFilter): boolean =>
  generationId === undefined &&
  [types, models, apiKeyId, words, purchaseId].some((condition) => condition !== undefined);

/** What the ledger cannot know. */
export function narrowingOf({ models, words }: HistoryFilter): Narrowing {
  return (query) => {
    let narrowed = query;
    if (models !== undefined) {
      narrowed = narrowed.where(
        text<boolean>`exists (select from generation where generation.account_id = ledger_transaction.account_id
          and generation.id = ledger_transaction.generation_id and generation.model = any(${[...models]}::text[]))`,
      );
    }
    if (words === undefined) return narrowed;
    return narrowed.where(
      text<boolean>`(description ilike ${likeOf(words)} or (description is null and type = any(${[...words.types]}::text[])))`,
    );
  };
}
