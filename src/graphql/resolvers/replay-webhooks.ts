import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toWebhookError, unknownEndpoint } from '../errors/to-webhook-error.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { ReplayWebhooksInput, ReplayWebhooksPayload } from '../types/webhook-delivery.ts';

const PATH = ['endpointId'];

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
  if (endpointId === undefined) return refused(unknownEndpoint(PATH));
  const from = readStart(input);
  if (from === undefined) return refused(unclearStart());
  const replayed = await services.webhooks.replay({ accountId: viewer.account.id, endpointId, from });
  if (replayed.status === 'refused') return refused(toWebhookError(replayed.refusal, PATH));
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

function refused(error: AnyUserError): ReplayWebhooksPayload {
  return { queuedCount: 0, resumeSince: undefined, userErrors: [error] };
}
