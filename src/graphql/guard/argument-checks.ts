// Arguments of root fields that can be refused before anything runs, so that the answer is an HTTP 400 and not half a
// result.
import { type CursorKind, GENERATION_CURSOR, MODEL_CURSOR, PURCHASE_CURSOR, TRANSACTION_CURSOR } from '../cursors.ts';
import { badUserInput, forbidden } from '../errors/request-errors.ts';
import { readId } from '../ids.ts';
import { checkModelNames } from '../input/model-names.ts';
import { readTransactionFilter } from '../input/transaction-filter.ts';
import { type PageArguments, readPage } from '../pages.ts';
import type { GenerationWhere } from '../types/generation.ts';
import type { TransactionWhere } from '../types/transaction.ts';
import type { Viewer } from '../viewer.ts';
import { mayUse, NODE_SCOPES } from './scopes.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Check = (given: Arguments, viewer: Viewer) => void;

const LONGEST_USAGE_DAYS = 365;
const LARGEST_BATCH = 100;

const page = (cursors: CursorKind<unknown>): Check => {
  return (given) => {
    readPage(given as PageArguments, cursors);
  };
};

/** 1..365 and inside the plan's audit window: more is refused, not cut, so that a report never shows less than it says. */
function usageDays(given: Arguments, { plan }: Viewer): void {
  const days = given['days'];
  const most = Math.min(LONGEST_USAGE_DAYS, plan.auditWindowDays);
  if (typeof days !== 'number' || (days >= 1 && days <= most)) return;
  const message = `days has to be from 1 to ${most}: the plan ${plan.name} can look back ${plan.auditWindowDays} days.`;
  throw badUserInput(message, [`1 to ${most}`]);
}

/** Where the window begins does not matter here: only whether the filter can be read. */
function transactionWhere(given: Arguments): void {
  readTransactionFilter(given['where'] as TransactionWhere | null | undefined, new Date(0));
}

function generationWhere(given: Arguments): void {
  const where = given['where'] as GenerationWhere | null | undefined;
  checkModelNames(where?.model);
}

const all = (...checks: readonly Check[]): Check => {
  return (given, viewer) => {
    for (const check of checks) check(given, viewer);
  };
};

function batchSize(given: Arguments): void {
  const { length } = given['inputs'] as readonly unknown[];
  if (length >= 1 && length <= LARGEST_BATCH) return;
  throw badUserInput(`inputs has to have from 1 to ${LARGEST_BATCH} entries.`, [`1 to ${LARGEST_BATCH}`]);
}

function nodeScope(given: Arguments, { key }: Viewer): void {
  const named = readId(String(given['id']));
  if (named === undefined || mayUse(key, NODE_SCOPES[named.kind])) return;
  throw forbidden('Query.node', NODE_SCOPES[named.kind]);
}

/** By field coordinate. */
export const ARGUMENT_CHECKS: Readonly<Record<string, Check>> = {
  'Query.models': page(MODEL_CURSOR),
  'Query.generations': all(page(GENERATION_CURSOR), generationWhere),
  'Query.transactions': all(page(TRANSACTION_CURSOR), transactionWhere),
  'Query.purchases': page(PURCHASE_CURSOR),
  'Query.usage': usageDays,
  'Query.estimates': batchSize,
  'Query.node': nodeScope,
};
