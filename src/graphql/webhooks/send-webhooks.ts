// Webhooks sent on demand: a test, a replay; and the secret that signs them.
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type AnyUserError, fromPublicId, invalidParameter, toPublicId } from '../../callers/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { toWebhookError, unknownEndpoint } from './endpoint-input.ts';

@InputType({ description: 'The endpoint to try.' })
class SendTestWebhookInput {
  @Field(() => ID, { description: 'Id of an endpoint of this account that is enabled.' })
  readonly endpointId!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was sent, or why nothing was.', simpleResolvers: true })
class SendTestWebhookPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the event: webhookDeliveries says what came of it.' })
  readonly eventId!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const PATH = ['endpointId'];

@Resolver()
export class SendTestWebhookResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => SendTestWebhookPayload, { description: 'Sends a webhook.test event to one endpoint.' })
  async sendTestWebhook(
    @Arg('input', () => SendTestWebhookInput) { endpointId }: SendTestWebhookInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<SendTestWebhookPayload> {
    forget();
    const id = fromPublicId('hook', endpointId);
    if (id === undefined) return { eventId: undefined, userErrors: [unknownEndpoint(PATH)] };
    const sent = await services.webhooks.sendTest({ accountId: viewer.account.id, id });
    if (sent.status === 'refused') return { eventId: undefined, userErrors: [toWebhookError(sent.refusal, PATH)] };
    return { eventId: toPublicId('evt', sent.eventId), userErrors: [] };
  }
}

@InputType({ description: 'What to send again, and where: exactly one of since and eventId.' })
class ReplayWebhooksInput {
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
class ReplayWebhooksPayload {
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

@Resolver()
export class ReplayWebhooksResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => ReplayWebhooksPayload, {
    description: 'Sends events to an endpoint again, with their ids: what it had, and what it would have had.',
  })
  replayWebhooks(
    @Arg('input', () => ReplayWebhooksInput) input: ReplayWebhooksInput,
    @Ctx() context: GraphqlContext,
  ): Promise<ReplayWebhooksPayload> {
    context.forget();
    return replayWebhooks(context, input);
  }
}

async function replayWebhooks(
  { services, viewer }: GraphqlContext,
  input: ReplayWebhooksInput,
): Promise<ReplayWebhooksPayload> {
  const endpointId = fromPublicId('hook', input.endpointId);
  if (endpointId === undefined) return notReplayed(unknownEndpoint(PATH));
  const from = readStart(input);
  if (from === undefined) return notReplayed(unclearStart());
  const replayed = await services.webhooks.replay({ accountId: viewer.account.id, endpointId, from });
  if (replayed.status === 'refused') return notReplayed(toWebhookError(replayed.refusal, PATH));
  return { queuedCount: replayed.count, resumeSince: replayed.resumeSince, userErrors: [] };
}

/** Undefined unless exactly one is given, and is an id if it is one. */
function readStart({ since, eventId }: ReplayWebhooksInput): { since: Date } | { eventId: string } | undefined {
  const hasSince = since !== undefined && since !== null;
  const hasEvent = eventId !== undefined && eventId !== null;
  if (hasSince) return hasEvent ? undefined : { since };
  const uuid = hasEvent ? fromPublicId('evt', eventId) : undefined;
  return uuid === undefined ? undefined : { eventId: uuid };
}

const unclearStart = (): AnyUserError =>
  invalidParameter(['since'], 'A replay starts at a moment, or is of one event.', ['since', 'eventId, "evt_…"']);

function notReplayed(error: AnyUserError): ReplayWebhooksPayload {
  return { queuedCount: 0, resumeSince: undefined, userErrors: [error] };
}

@InputType({ description: 'Whose secret to replace.' })
class RotateWebhookSecretInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of an endpoint; when absent, the secret that signs what is sent to the webhookUrl of generations.',
  })
  readonly endpointId?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The new secret, or why there is none.', simpleResolvers: true })
class RotateWebhookSecretPayload {
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

@Resolver()
export class RotateWebhookSecretResolver {
  @GuardedBy('KEYS_WRITE')
  @Mutation(() => RotateWebhookSecretPayload, {
    description: 'Replaces a signing secret. For 24 hours deliveries carry both signatures.',
  })
  async rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput) { endpointId }: RotateWebhookSecretInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<RotateWebhookSecretPayload> {
    forget();
    const isOwn = endpointId === undefined || endpointId === null;
    const uuid = isOwn ? undefined : fromPublicId('hook', endpointId);
    if (!isOwn && uuid === undefined) return UNKNOWN;
    const rotated = await services.webhooks.rotateSecret({ accountId: viewer.account.id, endpointId: uuid });
    if (rotated.status === 'refused') return UNKNOWN;
    return { secret: rotated.secret, previousValidUntil: rotated.previousUntil, userErrors: [] };
  }
}

const UNKNOWN: RotateWebhookSecretPayload = {
  secret: undefined,
  previousValidUntil: undefined,
  userErrors: [unknownEndpoint(['endpointId'])],
};
