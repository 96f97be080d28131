// The filter of `transactions`, in the ledger's words. An id that cannot be one is refused: an empty list would hide it.
import type { TransactionFilter } from '../../ledger/index.ts';
import { badUserInput } from '../errors/request-errors.ts';
import { fromPublicId, type IdPrefix } from '../ids.ts';
import type { TransactionWhere } from '../types/transaction.ts';
import { checkModelNames } from './model-names.ts';
import { present } from './present.ts';

/** `since` is where the plan's audit window begins. Throws BAD_USER_INPUT. */
export function readTransactionFilter(where: TransactionWhere | null | undefined, since: Date): TransactionFilter {
  const { type, model, generationId, apiKeyId, createdAt } = where ?? {};
  return {
    ...present({
      types: type,
      models: checkModelNames(model),
      generationId: readFilterId('gen', generationId),
      apiKeyId: readFilterId('key', apiKeyId),
      createdBefore: createdAt?.to,
    }),
    createdFrom: later(createdAt?.from, since),
  };
}

function later(date: Date | null | undefined, other: Date): Date {
  return date !== undefined && date !== null && date > other ? date : other;
}

function readFilterId(prefix: IdPrefix, id: string | null | undefined): string | undefined {
  if (id === undefined || id === null) return undefined;
  const uuid = fromPublicId(prefix, id);
  if (uuid === undefined) throw badUserInput(`"${id.slice(0, 80)}" is no id that begins with "${prefix}_".`);
  return uuid;
}
