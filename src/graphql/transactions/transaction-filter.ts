// The filter of `transactions`, in the words of the ledger and of the account's history. An id that cannot be one is refused: an empty
// list would hide it.

import { fromPublicId } from '../../callers/index.ts';
import type { StatementPage } from '../../usage/index.ts';
import { badUserInput } from '../edge/errors/request-errors.ts';
import { checkModelNames, present, readFilterId } from '../edge/input.ts';
import { typesCalled } from './translate.ts';
import type { TransactionWhere } from './types.ts';

type Filter = StatementPage['filter'];

/** `since` is where the plan's audit window begins. Throws BAD_USER_INPUT. */
export function readTransactionFilter(where: TransactionWhere | null | undefined, since: Date): Filter {
  const { type, model, generationId, apiKeyId, purchaseId, search, createdAt } = where ?? {};
  return {
    ...readSearch(search),
    ...present({
      types: type,
      models: checkModelNames(model),
      generationId: readFilterId('gen', generationId),
      apiKeyId: readFilterId('key', apiKeyId),
      purchaseId: readFilterId('pur', purchaseId),
      createdBefore: createdAt?.to,
    }),
    createdFrom: later(createdAt?.from, since),
  };
}

function later(date: Date | null | undefined, other: Date): Date {
  return date !== undefined && date !== null && date > other ? date : other;
}

const LEAST_WORDS = 2;
const MOST_WORDS = 100;

/** An id, when it is one; otherwise words. */
function readSearch(
  search: string | null | undefined,
): Pick<Filter, 'generationId' | 'apiKeyId' | 'purchaseId' | 'words'> {
  if (search === null || search === undefined) return {};
  const contained = search.trim();
  const isWords = contained.isWellFormed() && !contained.includes('\u0000');
  if (!isWords || contained.length < LEAST_WORDS || contained.length > MOST_WORDS) {
    const allowed = `${LEAST_WORDS} to ${MOST_WORDS} characters, or the id of a generation, an API key or a purchase`;
    throw badUserInput(`search has ${allowed}.`, [allowed]);
  }
  const ids = present({
    generationId: fromPublicId('gen', contained),
    apiKeyId: fromPublicId('key', contained),
    purchaseId: fromPublicId('pur', contained),
  });
  return Object.keys(ids).length > 0 ? ids : { words: { contained, types: typesCalled(contained) } };
}
