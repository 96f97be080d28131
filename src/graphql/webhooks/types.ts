// GraphQL names have no dots: GENERATION_COMPLETED here is "generation.completed" in what is sent.
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  type DeliveryStatus,
  type DisabledReason,
  type EndpointStatus,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
  type WebhookFormatName,
} from '../../webhooks/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar, UrlScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';

const MEANINGS = {
  'generation.started': 'A provider began to work on a generation.',
  'generation.completed': 'A generation was delivered; its data has the cost and the outputs.',
  'generation.failed': 'A generation was not delivered; its reservation was given back.',
  'generation.canceled': 'A generation was stopped; its reservation was given back.',
  'credits.low_balance': 'The balance fell below a threshold.',
  'credits.expiring': 'Credits expire soon.',
  'purchase.paid': 'A purchase was paid; its credits were added.',
  'purchase.refunded': 'Money of a purchase goes back, and its credits with it.',
  'purchase.refund_failed': 'A refund could not be handed over; its credits are back.',
  'purchase.disputed': 'A payment is disputed; what is left of its credits is frozen.',
  'purchase.dispute_closed': 'A dispute was won or lost.',
  'auto_top_up.succeeded': 'An automatic top-up was paid.',
  'auto_top_up.failed': 'An automatic top-up was declined, or is paused.',
  'auto_top_up.cap_reached': 'An automatic top-up was needed, and its monthly cap is reached.',
  'invoice.issued': 'An invoice was sent.',
  'invoice.paid': 'An invoice was paid.',
  'invoice.overdue': 'An invoice was not paid by its due date.',
  'invoice.uncollectible': 'An invoice was given up.',
  'invoice.voided': 'An invoice was withdrawn; its credits are billed with the next one.',
  'account.suspended': 'The account may not spend any more; its data say why.',
  'account.reinstated': 'The account may spend again.',
  'anomaly.detected': 'Something in the account should be looked into; its data have the evidence and a remedy.',
  'webhook.test': 'A test, sent by sendTestWebhook.',
} as const satisfies Readonly<Record<WebhookEventType, string>>;

type Separated<Text extends string> = Text extends `${infer Head}.${infer Tail}` ? `${Head}_${Tail}` : Text;
export type WebhookEventName = Uppercase<Separated<WebhookEventType>>;

export const toEventName = (type: WebhookEventType): WebhookEventName =>
  type.replace('.', '_').toUpperCase() as WebhookEventName;

const TYPES_BY_NAME = new Map(WEBHOOK_EVENT_TYPES.map((type) => [toEventName(type), type]));

export function toEventType(name: WebhookEventName): WebhookEventType {
  const type = TYPES_BY_NAME.get(name);
  if (type === undefined) throw new Error(`there is no webhook event ${name}`);
  return type;
}

const described = Object.fromEntries(
  WEBHOOK_EVENT_TYPES.map((type) => [toEventName(type), `"${type}": ${MEANINGS[type]}`]),
) as Record<WebhookEventName, string>;

export const WebhookEventTypeEnum = enumType<WebhookEventName>(
  'WebhookEventType',
  'What a webhook tells of.',
  described,
);

export const WebhookFormatEnum = enumType<WebhookFormatName>(
  'WebhookFormat',
  'How a receiver is written to: one that was made for another system needs no change. What a format has no word for is not sent.',
  {
    TOLLGATE: 'Standard Webhooks, with all events and their data as documented for each type.',
    BABYSEA:
      'As BabySea: generation.started, .completed, .failed, .canceled, credits.low_balance and webhook.test, signed in X-BabySea-Signature.',
    LUMENFALL: 'As Lumenfall: video.completed, video.failed and video.cancelled, as Standard Webhooks.',
    CHEAPAI: 'As CheapAI: the task itself, once it has ended; signed as Standard Webhooks.',
  },
);

const WebhookEndpointStatusEnum = enumType<EndpointStatus>('WebhookEndpointStatus', 'Whether an endpoint is sent to.', {
  ENABLED: 'It is sent to.',
  DISABLED: 'Its events are kept, for 30 days, until it is enabled.',
});

const WebhookDisabledReasonEnum = enumType<DisabledReason>('WebhookDisabledReason', 'Why an endpoint was disabled.', {
  USER: 'By updateWebhookEndpoint.',
  FAILURES: 'Fifteen attempts in a row failed, over ten minutes or more.',
  GONE: 'It answered 410 Gone.',
});

const WebhookDeliveryStatusEnum = enumType<DeliveryStatus>('WebhookDeliveryStatus', 'How far a delivery is.', {
  PENDING: 'It waits for its next attempt.',
  SENDING: 'An attempt is under way.',
  HELD: 'Its endpoint is disabled; it is sent when it is enabled.',
  DELIVERED: 'The receiver answered 2xx.',
  FAILED: 'Given up: replayWebhooks sends it again.',
});

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('WebhookEndpoint', {
  implements: Node,
  description:
    "Where the account is told what happens, in Tollgate's form or in that of another system; without its secret.",
  simpleResolvers: true,
})
export class WebhookEndpointType extends Node {
  readonly __typename!: 'WebhookEndpoint';

  @Field(() => UrlScalar, { description: 'Where events are sent.' })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: 'For people.' })
  readonly description!: string | undefined;

  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The types that it is sent; null: all that its format has a word for, those of the future too.',
  })
  readonly eventTypes!: readonly WebhookEventName[] | undefined;

  @Field(() => WebhookFormatEnum, { description: 'How it is written to.' })
  readonly format!: WebhookFormatName;

  @Field(() => WebhookEndpointStatusEnum, { description: 'Whether it is sent to.' })
  readonly status!: EndpointStatus;

  @Field(() => Int, { description: 'Failed attempts since the last one that was accepted.' })
  readonly failures!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was disabled.' })
  readonly disabledAt!: Date | undefined;

  @Field(() => WebhookDisabledReasonEnum, { nullable: true, description: 'Why it was disabled.' })
  readonly disabledReason!: DisabledReason | undefined;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  readonly createdAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('WebhookDelivery', { description: 'One event on its way to one receiver.', simpleResolvers: true })
export class WebhookDeliveryType {
  readonly accountId!: string;
  readonly targetId!: string;

  @Field(() => ID, {
    description:
      'Id of the event, "evt_…": what the receiver sees at every attempt, as webhook-id, or as its format has it.',
  })
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
