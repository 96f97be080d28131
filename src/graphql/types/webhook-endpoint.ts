import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { DisabledReason, EndpointStatus } from '../../webhooks/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar, UrlScalar } from '../scalars/index.ts';
import { Node } from './node.ts';
import { UserError } from './user-errors.ts';
import {
  WebhookDisabledReasonEnum,
  WebhookEndpointStatusEnum,
  type WebhookEventName,
  WebhookEventTypeEnum,
} from './webhook-enums.ts';

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
@ObjectType('WebhookEndpoint', {
  implements: Node,
  description: 'Where the account is told what happens, as Standard Webhooks specifies; without its secret.',
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
    description: 'The types that it is sent; null: all, those of the future too.',
  })
  readonly eventTypes!: readonly WebhookEventName[] | undefined;

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

@InputType({ description: 'The endpoint to create.' })
export class CreateWebhookEndpointInput {
  @Field(() => UrlScalar, { description: 'https on port 443 or 8443, with a public host name.' })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 200 characters.' })
  readonly description?: string | null;

  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The types that it is sent; null: all, those of the future too.',
  })
  readonly eventTypes?: readonly WebhookEventName[] | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The endpoint with its secret, or why there is none.', simpleResolvers: true })
export class CreateWebhookEndpointPayload {
  @Field(() => WebhookEndpointType, { nullable: true, description: 'The new endpoint.' })
  readonly endpoint!: WebhookEndpointType | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'Its signing secret, "whsec_…": in this answer only, keep it.',
  })
  readonly secret!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'What changes; what is absent stays.' })
export class UpdateWebhookEndpointInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account.' })
  readonly id!: string;

  @Field(() => UrlScalar, { nullable: true, description: 'Where events are sent from now on.' })
  readonly url?: string | null;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 200 characters; null takes it away.' })
  readonly description?: string | null;

  @Field(() => [WebhookEventTypeEnum], { nullable: true, description: 'The types that it is sent; null: all.' })
  readonly eventTypes?: readonly WebhookEventName[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True delivers what was kept while it was disabled.' })
  readonly enabled?: boolean | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The changed endpoint, or why there is none.', simpleResolvers: true })
export class UpdateWebhookEndpointPayload {
  @Field(() => WebhookEndpointType, { nullable: true, description: 'The endpoint as it is now.' })
  readonly endpoint!: WebhookEndpointType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'The endpoint to delete.' })
export class DeleteWebhookEndpointInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account.' })
  readonly id!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'Which endpoint is no more, or why not.', simpleResolvers: true })
export class DeleteWebhookEndpointPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the endpoint that was deleted.' })
  readonly deletedId!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'Whose secret to replace.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of an endpoint; when absent, the secret that signs what is sent to the webhookUrl of generations.',
  })
  readonly endpointId?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The new secret, or why there is none.', simpleResolvers: true })
export class RotateWebhookSecretPayload {
  @Field(() => String, { nullable: true, description: 'The new secret, "whsec_…": in this answer only, keep it.' })
  readonly secret!: string | undefined;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when deliveries carry the signature of the one before too; null when there was none.',
  })
  readonly previousValidUntil!: Date | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
