import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { WebhookDelivery } from '../../webhooks/index.ts';
import type { GraphqlContext } from '../context.ts';
import { WEBHOOK_DELIVERY_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { PageOf } from '../input/page-arguments.ts';
import { readDeliveryFilter } from '../input/webhook-input.ts';
import { readPage, toConnection } from '../pages.ts';
import { toWebhookDelivery, toWebhookEndpoint } from '../translate/to-webhook.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { WebhookDeliveryType, WebhookDeliveryWhere } from '../types/webhook-delivery.ts';
import { WebhookEndpointType } from '../types/webhook-endpoint.ts';

const WebhookDeliveryConnection = connectionType('WebhookDelivery', WebhookDeliveryType);

@ArgsType()
class PageOfDeliveries extends PageOf {
  @Field(() => WebhookDeliveryWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: WebhookDeliveryWhere | null;
}

@Resolver(() => WebhookDeliveryType)
export class WebhooksResolver {
  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => [WebhookEndpointType], { description: 'All webhook endpoints of the account, newest first.' })
  async webhookEndpoints(@Ctx() { services, viewer }: GraphqlContext): Promise<WebhookEndpointType[]> {
    return (await services.webhooks.endpoints(viewer.account.id)).map(toWebhookEndpoint);
  }

  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
  @Query(() => WebhookDeliveryConnection, { description: 'The delivery log of the last 30 days, newest events first.' })
  webhookDeliveries(
    @Args(() => PageOfDeliveries) page: PageOfDeliveries,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<WebhookDeliveryType>> {
    return listDeliveries(context, page);
  }

  @FieldResolver(() => WebhookEndpointType, {
    nullable: true,
    description: 'Where it goes; null for a webhookUrl, and once the endpoint is deleted.',
  })
  async endpoint(
    @Root() { accountId, targetId }: WebhookDeliveryType,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<WebhookEndpointType | undefined> {
    const endpoint = await loaders(accountId).webhookEndpoints.load(targetId);
    return endpoint === undefined ? undefined : toWebhookEndpoint(endpoint);
  }
}

async function listDeliveries(
  { services, viewer }: GraphqlContext,
  page: PageOfDeliveries,
): Promise<Connection<WebhookDeliveryType>> {
  const { size, after } = readPage(page, WEBHOOK_DELIVERY_CURSOR);
  const filter = readDeliveryFilter(page.where);
  const accountId = viewer.account.id;
  const rows = await services.webhooks.deliveries({ accountId, filter, limit: size + 1, before: after });
  const toCursor = (delivery: WebhookDelivery): string => WEBHOOK_DELIVERY_CURSOR.write(delivery);
  return toConnection({ rows, size, toItem: toWebhookDelivery, toCursor });
}
