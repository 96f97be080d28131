import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import type { DeliveryFilter, WebhookDelivery, WebhookEndpoint } from '../../webhooks/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { WEBHOOK_DELIVERY_CURSOR } from '../edge/cursors.ts';
import { type ArgumentCheck, CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { readFilterId } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { toEventName, WebhookDeliveryType, WebhookDeliveryWhere, WebhookEndpointType } from './types.ts';

export const WebhookDeliveryConnection = connectionType('WebhookDelivery', WebhookDeliveryType);

@ArgsType()
export class PageOfDeliveries extends PageOf {
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
  @CheckedFirst(pageOf(WEBHOOK_DELIVERY_CURSOR), readableFilter)
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

export function toWebhookEndpoint(endpoint: WebhookEndpoint): WebhookEndpointType {
  return {
    __typename: 'WebhookEndpoint',
    id: toPublicId('hook', endpoint.id),
    url: endpoint.url,
    description: endpoint.description,
    eventTypes: endpoint.eventTypes?.map(toEventName),
    format: endpoint.format,
    status: endpoint.status,
    failures: endpoint.failures,
    disabledAt: endpoint.disabledAt,
    disabledReason: endpoint.disabledReason,
    createdAt: endpoint.createdAt,
  };
}

function toWebhookDelivery(delivery: WebhookDelivery): WebhookDeliveryType {
  return {
    accountId: delivery.accountId,
    targetId: delivery.targetId,
    eventId: toPublicId('evt', delivery.eventId),
    type: toEventName(delivery.type),
    url: delivery.url,
    status: delivery.status,
    attempts: delivery.attempts,
    nextAttemptAt: delivery.nextAttemptAt,
    lastAttemptAt: delivery.lastAttemptAt,
    lastStatusCode: delivery.lastStatusCode,
    lastError: delivery.lastError,
    lastDurationMilliseconds: delivery.lastDurationMilliseconds,
    deliveredAt: delivery.deliveredAt,
    createdAt: delivery.createdAt,
  };
}

/** Throws BAD_USER_INPUT for an id that cannot be one: an empty list would hide it. */
function readDeliveryFilter(where: WebhookDeliveryWhere | null | undefined): DeliveryFilter {
  const { endpointId, eventId, status } = where ?? {};
  return {
    endpointId: readFilterId('hook', endpointId),
    eventId: readFilterId('evt', eventId),
    status: status ?? undefined,
  };
}

function readableFilter(...[given]: Parameters<ArgumentCheck>): void {
  readDeliveryFilter(given['where'] as WebhookDeliveryWhere | null | undefined);
}
