// Arguments of root fields that can be refused before anything runs, so that the answer is an HTTP 400 and not half a
// result.
import type { GraphQLSchema } from 'graphql';
import {
  type CursorKind,
  GENERATION_CURSOR,
  HELD_CURSOR,
  MODEL_CURSOR,
  MODEL_PRICE_CURSOR,
  PURCHASE_CURSOR,
  TRANSACTION_CURSOR,
  WEBHOOK_DELIVERY_CURSOR,
} from '../cursors.ts';
import { badUserInput, forbidden } from '../errors/request-errors.ts';
import { type Named, readId } from '../ids.ts';
import { checkRequest, toPlanRequest } from '../input/check-request.ts';
import { checkModelNames } from '../input/model-names.ts';
import { readTransactionFilter } from '../input/transaction-filter.ts';
import { readDeliveryFilter } from '../input/webhook-input.ts';
import { LARGEST_PAGE, type PageArguments, readPage } from '../pages.ts';
import type { GenerationWhere } from '../types/generation.ts';
import type { ModelOrder } from '../types/model-order.ts';
import type { PublishPriceBookInput } from '../types/price-book.ts';
import type { TransactionWhere } from '../types/transaction.ts';
import type { WebhookDeliveryWhere } from '../types/webhook-delivery.ts';
import type { Viewer } from '../viewer.ts';
import { mayUse, scopesOfType } from './scopes.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Check = (given: Arguments, viewer: Viewer, schema: GraphQLSchema) => void;

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

function deliveryWhere(given: Arguments): void {
  readDeliveryFilter(given['where'] as WebhookDeliveryWhere | null | undefined);
}

function generationWhere(given: Arguments): void {
  const where = given['where'] as GenerationWhere | null | undefined;
  checkModelNames(where?.model);
}

/** A cursor belongs to its order; and a request that no model could be asked is refused, not answered with nulls. */
function modelsPage(given: Arguments, viewer: Viewer, schema: GraphQLSchema): void {
  const order = given['orderBy'] as ModelOrder | null | undefined;
  page(order?.field === 'PRICE' ? MODEL_PRICE_CURSOR : MODEL_CURSOR)(given, viewer, schema);
  if (order === undefined || order === null) return;
  const { parameters, count, prompt } = order;
  const wrong = checkRequest(toPlanRequest({ model: '', parameters, count, prompt }));
  if (wrong !== undefined) throw badUserInput(`orderBy: ${wrong.message}`, wrong.allowed);
}

const all = (...checks: readonly Check[]): Check => {
  return (...asked) => {
    for (const check of checks) check(...asked);
  };
};

function batchSize(given: Arguments): void {
  const { length } = given['inputs'] as readonly unknown[];
  if (length >= 1 && length <= LARGEST_BATCH) return;
  throw badUserInput(`inputs has to have from 1 to ${LARGEST_BATCH} entries.`, [`1 to ${LARGEST_BATCH}`]);
}

function priceBookNumber(given: Arguments): void {
  checkRange('first', given['first'], LARGEST_PAGE);
}

function rehearsalDays(given: Arguments): void {
  checkRange('input.days', (given['input'] as PublishPriceBookInput).days, LONGEST_USAGE_DAYS);
}

function checkRange(name: string, value: unknown, most: number): void {
  if (typeof value !== 'number' || (value >= 1 && value <= most)) return;
  throw badUserInput(`${name} has to be from 1 to ${most}.`, [`1 to ${most}`]);
}

const NODE_TYPES: Readonly<Record<Named['kind'], string>> = {
  account: 'Account',
  apiKey: 'ApiKey',
  generation: 'Generation',
  invoice: 'Invoice',
  lot: 'CreditLot',
  model: 'Model',
  purchase: 'Purchase',
  quote: 'Quote',
  transaction: 'Transaction',
  webhookEndpoint: 'WebhookEndpoint',
};

/** Whatever is selected of it: that there is such a thing is told to those only who may read it. */
function nodeScope(given: Arguments, { key }: Viewer, schema: GraphQLSchema): void {
  const named = readId(String(given['id']));
  if (named === undefined) return;
  // An operator may see it where an answer about another account leads there; this one is its own.
  const required = scopesOfType(schema, NODE_TYPES[named.kind]).filter((scope) => scope !== 'OPERATOR');
  if (!mayUse(key, required)) throw forbidden('Query.node', required);
}

/** By field coordinate. */
export const ARGUMENT_CHECKS: Readonly<Record<string, Check>> = {
  'Query.models': modelsPage,
  'Query.heldGenerations': page(HELD_CURSOR),
  'Query.generations': all(page(GENERATION_CURSOR), generationWhere),
  'Query.transactions': all(page(TRANSACTION_CURSOR), transactionWhere),
  'Query.purchases': page(PURCHASE_CURSOR),
  'Query.webhookDeliveries': all(page(WEBHOOK_DELIVERY_CURSOR), deliveryWhere),
  'Query.usage': usageDays,
  'Query.anomalies': usageDays,
  'Query.estimates': batchSize,
  'Query.priceBooks': priceBookNumber,
  'Query.rehearsePriceBook': rehearsalDays,
  'Query.node': nodeScope,
};
