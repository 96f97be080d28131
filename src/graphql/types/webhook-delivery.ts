import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { DeliveryStatus } from '../../webhooks/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar, UrlScalar } from '../scalars/index.ts';
import { UserError } from './user-errors.ts';
import { WebhookDeliveryStatusEnum, type WebhookEventName, WebhookEventTypeEnum } from './webhook-enums.ts';

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
@ObjectType('WebhookDelivery', { description: 'One event on its way to one receiver.', simpleResolvers: true })
export class WebhookDeliveryType {
  readonly accountId!: string;
  readonly targetId!: string;

  @Field(() => ID, { description: 'Id of the event, "evt_…": the webhook-id that the receiver sees at every attempt.' })
  readonly eventId!: string;

  @Field(() => WebhookEventTypeEnum, { description: 'What happened.' })
  readonly type!: WebhookEventName;

  @Field(() => UrlScalar, { nullable: true, description: "The generation's webhookUrl; null for an endpoint." })
  readonly url!: string | undefined;

  @Field(() => WebhookDeliveryStatusEnum, { description: 'How far it is.' })
  readonly status!: DeliveryStatus;

  @Field(() => Int, { description: 'How many attempts were begun.' })
  readonly attempts!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is sent next.' })
  readonly nextAttemptAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last attempt began.' })
  readonly lastAttemptAt!: Date | undefined;

  @Field(() => Int, { nullable: true, description: "The last answer's HTTP status; null when there was none." })
  readonly lastStatusCode!: number | undefined;

  @Field(() => String, { nullable: true, description: 'Why the last attempt does not count as delivered.' })
  readonly lastError!: string | undefined;

  @Field(() => Int, { nullable: true, description: 'How long the last attempt took.' })
  readonly lastDurationMilliseconds!: number | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was accepted.' })
  readonly deliveredAt!: Date | undefined;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  readonly createdAt!: Date;
}

@InputType({ description: 'Every given field narrows the list.' })
export class WebhookDeliveryWhere {
  @Field(() => ID, { nullable: true, description: 'To this endpoint.' })
  readonly endpointId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this event.' })
  readonly eventId?: string | null;

  @Field(() => WebhookDeliveryStatusEnum, { nullable: true, description: 'In this state.' })
  readonly status?: DeliveryStatus | null;
}

@InputType({ description: 'The endpoint to try.' })
export class SendTestWebhookInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account that is enabled.' })
  readonly endpointId!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was sent, or why nothing was.', simpleResolvers: true })
export class SendTestWebhookPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the event: webhookDeliveries says what came of it.' })
  readonly eventId!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'What to send again, and where: exactly one of since and eventId.' })
export class ReplayWebhooksInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account.' })
  readonly endpointId!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Everything from this moment on, of the types that the endpoint is sent; events are kept for 30 days.',
  })
  readonly since?: Date | null;

  @Field(() => ID, { nullable: true, description: 'Only this event.' })
  readonly eventId?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'How much is sent again, or why nothing is.', simpleResolvers: true })
export class ReplayWebhooksPayload {
  @Field(() => Int, { description: 'How many deliveries were queued.' })
  readonly queuedCount!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Ask again from here: there was more than 10,000. Null: that was all.',
  })
  readonly resumeSince!: Date | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
