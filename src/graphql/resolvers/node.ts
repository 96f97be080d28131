import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import { ForAnyKey } from '../guard/scopes.ts';
import { type Named, readId } from '../ids.ts';
import { toAccount } from '../translate/to-account.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { toCreditLot } from '../translate/to-balance.ts';
import { toInvoice } from '../translate/to-invoice.ts';
import { toModel } from '../translate/to-model.ts';
import { toQuote } from '../translate/to-quote.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { toWebhookEndpoint } from '../translate/to-webhook.ts';
import { Node } from '../types/node.ts';
import { balanceOf, findPurchase } from './balance.ts';
import { findGeneration } from './generations.ts';

@Resolver()
export class NodeResolver {
  @ForAnyKey()
  @Query(() => Node, {
    nullable: true,
    description:
      "Anything with an id that is the account's own; null for ids that are unknown, malformed or another's.",
  })
  async node(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<Node | undefined> {
    const named = readId(id);
    return named === undefined ? undefined : find(context, named);
  }
}

async function find(context: GraphqlContext, named: Named): Promise<Node | undefined> {
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

async function findTransaction({ services, viewer }: GraphqlContext, sequence: bigint): Promise<Node | undefined> {
  const transaction = await services.ledger.transaction(viewer.account.id, sequence);
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
