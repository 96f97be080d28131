// The thing behind a public id, for the account that asks: undefined for what is unknown or another account's. Everything is
// read through the loaders, so that many ids cost one statement for each kind of thing.
import type { GraphQLSchema } from 'graphql';
import { auditWindowStart, type Named } from '../callers/index.ts';
import type { Scope } from '../keys/index.ts';
import { toAccount } from './accounts/account.ts';
import { balanceOf } from './balance/balance.ts';
import { toCreditLot } from './balance/translate.ts';
import type { GraphqlContext } from './edge/context.ts';
import { scopesOfType } from './edge/guard/scopes.ts';
import type { Node } from './edge/types.ts';
import { toQuote } from './estimates/translate.ts';
import { findGeneration } from './generations/generations.ts';
import { toInvoice } from './invoices/invoices.ts';
import { toApiKey } from './keys/api-keys.ts';
import { toModel } from './models/translate.ts';
import { findPurchase } from './packs/packs.ts';
import { toTransaction } from './transactions/translate.ts';
import { toWebhookEndpoint } from './webhooks/webhooks.ts';

/** The type of the schema that an id names a thing of. */
export const TYPE_OF_KIND = {
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
} as const satisfies Readonly<Record<Named['kind'], string>>;

/**
 * Whatever is selected of it: whether there is such a thing is known to those only who may read it. An operator may see it
 * where an answer about another account leads there; what is found by its id is the operator's own.
 */
export function scopesToFind(schema: GraphQLSchema, type: string): readonly Scope[] {
  return scopesOfType(schema, type).filter((scope) => scope !== 'OPERATOR');
}

export async function findNamed(context: GraphqlContext, named: Named): Promise<Node | undefined> {
  const { account, plan } = context.viewer;
  switch (named.kind) {
    case 'account':
      return named.uuid === account.id ? toAccount(account, plan) : undefined;
    case 'apiKey':
      return findApiKey(context, named.uuid);
    case 'generation':
      return findGeneration(context, account.id, named.uuid);
    case 'purchase':
      return findPurchase(context, account.id, named.uuid);
    case 'invoice':
      return findInvoice(context, named.uuid);
    case 'quote':
      return findQuote(context, named.uuid);
    case 'transaction':
      return findTransaction(context, named.sequence);
    case 'lot':
      return findLot(context, named.number);
    case 'model':
      return findModel(context, named.identifier);
    case 'webhookEndpoint':
      return findWebhookEndpoint(context, named.uuid);
    default:
      return named satisfies never;
  }
}

async function findApiKey({ loaders, viewer }: GraphqlContext, id: string): Promise<Node | undefined> {
  const key = await loaders(viewer.account.id).apiKeys.load(id);
  return key === undefined ? undefined : toApiKey(key);
}

async function findWebhookEndpoint({ loaders, viewer }: GraphqlContext, id: string): Promise<Node | undefined> {
  const endpoint = await loaders(viewer.account.id).webhookEndpoints.load(id);
  return endpoint === undefined ? undefined : toWebhookEndpoint(endpoint);
}

async function findInvoice({ loaders, viewer }: GraphqlContext, id: string): Promise<Node | undefined> {
  const invoice = await loaders(viewer.account.id).invoices.load(id);
  return invoice === undefined ? undefined : toInvoice(invoice);
}

async function findTransaction(
  { loaders, services, viewer }: GraphqlContext,
  sequence: bigint,
): Promise<Node | undefined> {
  const transaction = await loaders(viewer.account.id).transactionsOfSequences.load(sequence);
  const since = auditWindowStart(viewer.plan, services.now());
  return transaction === undefined || transaction.createdAt < since ? undefined : toTransaction(transaction);
}

async function findQuote({ services, viewer }: GraphqlContext, id: string): Promise<Node | undefined> {
  const found = await services.generations.findQuote(viewer.account.id, id);
  return found === undefined ? undefined : toQuote(found);
}

/** Lots that still hold something; a lot that is used up is part of the ledger's past only. */
async function findLot(context: GraphqlContext, number: number): Promise<Node | undefined> {
  const { accountId, lotStates } = await balanceOf(context, context.viewer.account.id);
  const lot = lotStates.find((state) => state.number === number);
  return lot === undefined ? undefined : toCreditLot(lot, accountId);
}

function findModel({ services }: GraphqlContext, identifier: string): Node | undefined {
  const model = services.catalog.model(identifier);
  return model === undefined ? undefined : toModel(model);
}
