// What an account sees of itself, for an operator who looks at it: the same fields, answered by the same resolvers, in a context whose
// account is the one that is looked at. Nothing here changes anything. The account's own keys ask the root fields.
import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { asAccount } from '../accounts/account.ts';
import { AccountType } from '../accounts/types.ts';
import { BalanceResolver } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { reportDays } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { type Connection, PageOf } from '../edge/pages.ts';
import { GenerationConnection, GenerationsResolver } from '../generations/generations.ts';
import { type GenerationType, PageOfGenerations } from '../generations/types.ts';
import { InvoiceConnection, InvoicesResolver } from '../invoices/invoices.ts';
import type { InvoiceType } from '../invoices/types.ts';
import { ApiKeysResolver, PageOfOwnKeys } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { PurchaseConnection, PurchasesResolver } from '../packs/packs.ts';
import type { PurchaseType } from '../packs/types.ts';
import { RequestConnection, RequestsResolver } from '../requests/requests.ts';
import { PageOfRequests } from '../requests/types.ts';
import { TransactionConnection, TransactionsResolver } from '../transactions/transactions.ts';
import { PageOfTransactions, type TransactionType } from '../transactions/types.ts';
import { AnomaliesResolver, AnomalyType } from '../usage/anomalies.ts';
import { reportSpan, UsageArguments } from '../usage/report-days.ts';
import { UsageReportType, UsageResolver } from '../usage/usage.ts';
import { type WebhookDeliveryType, WebhookEndpointType } from '../webhooks/types.ts';
import { PageOfDeliveries, WebhookDeliveryConnection, WebhooksResolver } from '../webhooks/webhooks.ts';

const balances = new BalanceResolver();
const transactions = new TransactionsResolver();
const usages = new UsageResolver();
const keys = new ApiKeysResolver();
const purchases = new PurchasesResolver();
const invoices = new InvoicesResolver();
const generations = new GenerationsResolver();
const requests = new RequestsResolver();
const webhooks = new WebhooksResolver();
const anomalies = new AnomaliesResolver();

@Resolver(() => AccountType)
export class AccountBooksResolver {
  @GuardedBy('OPERATOR')
  @FieldResolver(() => BalanceType, { description: 'Operator: as `balance` shows it to the account.' })
  async balance(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<BalanceType> {
    return balances.balance(await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => TransactionConnection, { description: 'Operator: as `transactions` shows them to the account.' })
  async transactions(
    @Root() { key }: AccountType,
    @Args(() => PageOfTransactions) page: PageOfTransactions,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<TransactionType>> {
    return transactions.transactions(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => UsageReportType, { description: 'Operator: as `usage` shows it to the account.' })
  async usage(
    @Root() { key }: AccountType,
    @Args(() => UsageArguments) given: UsageArguments,
    @Ctx() context: GraphqlContext,
  ): Promise<UsageReportType> {
    const seen = await asAccount(context, key);
    const { days, from, to } = given;
    checkDays({ days }, seen);
    reportSpan({ from, to });
    return usages.usage(given, seen);
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => [ApiKeyType], { description: 'Operator: as `apiKeys` shows them to the account.' })
  async apiKeys(
    @Root() { key }: AccountType,
    @Args(() => PageOfOwnKeys) page: PageOfOwnKeys,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyType[]> {
    const { first, after } = page;
    return keys.apiKeys({ first: first ?? null, after: after ?? null }, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => PurchaseConnection, { description: 'Operator: as `purchases` shows them to the account.' })
  async purchases(
    @Root() { key }: AccountType,
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<PurchaseType>> {
    return purchases.purchases(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => InvoiceConnection, { description: 'Operator: as `invoices` shows them to the account.' })
  async invoices(
    @Root() { key }: AccountType,
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<InvoiceType>> {
    return invoices.invoices(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => GenerationConnection, { description: 'Operator: as `generations` shows them to the account.' })
  async generations(
    @Root() { key }: AccountType,
    @Args(() => PageOfGenerations) page: PageOfGenerations,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<GenerationType>> {
    return generations.generations(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => RequestConnection, { description: 'Operator: as `requests` shows them to the account.' })
  async requests(
    @Root() { key }: AccountType,
    @Args(() => PageOfRequests) page: PageOfRequests,
    @Ctx() context: GraphqlContext,
  ): Promise<Awaited<ReturnType<RequestsResolver['requests']>>> {
    return requests.requests(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => [WebhookEndpointType], {
    description: 'Operator: as `webhookEndpoints` shows them to the account, without their secrets.',
  })
  async webhookEndpoints(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<WebhookEndpointType[]> {
    return webhooks.webhookEndpoints(await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'Operator: as `webhookDeliveries` shows them to the account.',
  })
  async webhookDeliveries(
    @Root() { key }: AccountType,
    @Args(() => PageOfDeliveries) page: PageOfDeliveries,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<WebhookDeliveryType>> {
    return webhooks.webhookDeliveries(page, await asAccount(context, key));
  }

  @GuardedBy('OPERATOR')
  @FieldResolver(() => [AnomalyType], { description: 'Operator: as `anomalies` shows them to the account.' })
  async anomalies(
    @Root() { key }: AccountType,
    @Arg('days', () => Int, { nullable: true, defaultValue: 7, description: '1 to 365.' }) days: number | null,
    @Ctx() context: GraphqlContext,
  ): Promise<AnomalyType[]> {
    const seen = await asAccount(context, key);
    checkDays({ days }, seen);
    return anomalies.anomalies(days, seen);
  }
}

function checkDays(given: Readonly<Record<string, unknown>>, { viewer }: GraphqlContext): void {
  reportDays(given, viewer);
}
