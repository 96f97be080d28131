// Webhook endpoints: made, changed and deleted.
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { ACCOUNT_SUSPENDED, type AnyUserError, fromPublicId } from '../../callers/index.ts';
import type { WebhookFormatName } from '../../webhooks/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { UrlScalar } from '../edge/scalars.ts';
import { checkEndpoint, toEventTypes, toWebhookError, unknownEndpoint } from './endpoint-input.ts';
import { WebhookEndpointType, type WebhookEventName, WebhookEventTypeEnum, WebhookFormatEnum } from './types.ts';
import { toWebhookEndpoint } from './webhooks.ts';

@InputType({ description: 'The endpoint to create.' })
class CreateWebhookEndpointInput {
  @Field(() => UrlScalar, { description: 'https on port 443 or 8443, with a public host name.' })
  readonly url!: string;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 200 characters.' })
  readonly description?: string | null;

  @Field(() => [WebhookEventTypeEnum], {
    nullable: true,
    description: 'The types that it is sent; null: all that its format has a word for, those of the future too.',
  })
  readonly eventTypes?: readonly WebhookEventName[] | null;

  /** Nullable, as everything with a default is here: compiled operations would ask for what is required and has one. */
  @Field(() => WebhookFormatEnum, { nullable: true, defaultValue: 'TOLLGATE', description: 'How it is written to.' })
  readonly format?: WebhookFormatName | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The endpoint with its secret, or why there is none.', simpleResolvers: true })
class CreateWebhookEndpointPayload {
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

@Resolver()
export class CreateWebhookEndpointResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => CreateWebhookEndpointPayload, {
    description: 'A new webhook endpoint, at most 20 per account. Its secret is in this answer only.',
  })
  createWebhookEndpoint(
    @Arg('input', () => CreateWebhookEndpointInput) input: CreateWebhookEndpointInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateWebhookEndpointPayload> {
    context.forget();
    return createWebhookEndpoint(context, input);
  }
}

async function createWebhookEndpoint(
  { services, viewer }: GraphqlContext,
  input: CreateWebhookEndpointInput,
): Promise<CreateWebhookEndpointPayload> {
  const { account } = viewer;
  const wrong = account.status === 'SUSPENDED' ? ACCOUNT_SUSPENDED : checkEndpoint(input);
  if (wrong !== undefined) return notCreated(wrong);
  const { url, description, eventTypes, format } = input;
  const created = await services.webhooks.createEndpoint({
    accountId: account.id,
    url,
    description: description?.trim(),
    eventTypes: eventTypes === undefined || eventTypes === null ? undefined : toEventTypes(eventTypes),
    format: format ?? 'TOLLGATE',
  });
  if (created.status === 'refused') return notCreated(toWebhookError(created.refusal, []));
  return { endpoint: toWebhookEndpoint(created.endpoint), secret: created.secret, userErrors: [] };
}

function notCreated(error: AnyUserError): CreateWebhookEndpointPayload {
  return { endpoint: undefined, secret: undefined, userErrors: [error] };
}

@InputType({ description: 'What changes; what is absent stays.' })
class UpdateWebhookEndpointInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account.' })
  readonly id!: string;

  @Field(() => UrlScalar, { nullable: true, description: 'Where events are sent from now on.' })
  readonly url?: string | null;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 200 characters; null takes it away.' })
  readonly description?: string | null;

  @Field(() => [WebhookEventTypeEnum], { nullable: true, description: 'The types that it is sent; null: all.' })
  readonly eventTypes?: readonly WebhookEventName[] | null;

  @Field(() => WebhookFormatEnum, {
    nullable: true,
    description: 'How it is written to from now on; what still waits for it, too.',
  })
  readonly format?: WebhookFormatName | null;

  @Field(() => Boolean, { nullable: true, description: 'True delivers what was kept while it was disabled.' })
  readonly enabled?: boolean | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The changed endpoint, or why there is none.', simpleResolvers: true })
class UpdateWebhookEndpointPayload {
  @Field(() => WebhookEndpointType, { nullable: true, description: 'The endpoint as it is now.' })
  readonly endpoint!: WebhookEndpointType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class UpdateWebhookEndpointResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => UpdateWebhookEndpointPayload, {
    description: 'Changes a webhook endpoint. Enabling it delivers what was kept meanwhile.',
  })
  updateWebhookEndpoint(
    @Arg('input', () => UpdateWebhookEndpointInput) input: UpdateWebhookEndpointInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateWebhookEndpointPayload> {
    context.forget();
    return updateWebhookEndpoint(context, input);
  }
}

async function updateWebhookEndpoint(
  { services, viewer }: GraphqlContext,
  input: UpdateWebhookEndpointInput,
): Promise<UpdateWebhookEndpointPayload> {
  const id = fromPublicId('hook', input.id);
  if (id === undefined) return notUpdated(unknownEndpoint(['id']));
  const wrong = checkEndpoint(input);
  if (wrong !== undefined) return notUpdated(wrong);
  const { url, description, eventTypes, format } = input;
  const updated = await services.webhooks.updateEndpoint({
    accountId: viewer.account.id,
    id,
    url: url ?? undefined,
    description: description?.trim() ?? description,
    eventTypes: eventTypes === undefined || eventTypes === null ? eventTypes : toEventTypes(eventTypes),
    format: format ?? undefined,
    status: statusOf(input),
  });
  if (updated.status === 'refused') return notUpdated(toWebhookError(updated.refusal, ['id']));
  return { endpoint: toWebhookEndpoint(updated.endpoint), userErrors: [] };
}

function statusOf({ enabled }: UpdateWebhookEndpointInput): 'ENABLED' | 'DISABLED' | undefined {
  if (enabled === undefined || enabled === null) return undefined;
  return enabled ? 'ENABLED' : 'DISABLED';
}

function notUpdated(error: AnyUserError): UpdateWebhookEndpointPayload {
  return { endpoint: undefined, userErrors: [error] };
}

@InputType({ description: 'The endpoint to delete.' })
class DeleteWebhookEndpointInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account.' })
  readonly id!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'Which endpoint is no more, or why not.', simpleResolvers: true })
class DeleteWebhookEndpointPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the endpoint that was deleted.' })
  readonly deletedId!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class DeleteWebhookEndpointResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => DeleteWebhookEndpointPayload, {
    description: 'Ends a webhook endpoint. What waits for it is not sent any more.',
  })
  async deleteWebhookEndpoint(
    @Arg('input', () => DeleteWebhookEndpointInput) { id }: DeleteWebhookEndpointInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<DeleteWebhookEndpointPayload> {
    forget();
    const uuid = fromPublicId('hook', id);
    const accountId = viewer.account.id;
    const deleted = uuid === undefined ? undefined : await services.webhooks.deleteEndpoint({ accountId, id: uuid });
    if (deleted?.status !== 'deleted') return { deletedId: undefined, userErrors: [unknownEndpoint(['id'])] };
    return { deletedId: id, userErrors: [] };
  }
}
