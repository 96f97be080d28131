import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toWebhookError, unknownEndpoint } from '../errors/to-webhook-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkEndpoint, toEventTypes } from '../input/webhook-input.ts';
import { toWebhookEndpoint } from '../translate/to-webhook.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { UpdateWebhookEndpointInput, UpdateWebhookEndpointPayload } from '../types/webhook-endpoint.ts';

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
  if (id === undefined) return refused(unknownEndpoint(['id']));
  const wrong = checkEndpoint(input);
  if (wrong !== undefined) return refused(wrong);
  const { url, description, eventTypes } = input;
  const updated = await services.webhooks.updateEndpoint({
    accountId: viewer.account.id,
    id,
    url: url ?? undefined,
    description: description?.trim() ?? description,
    eventTypes: eventTypes === undefined || eventTypes === null ? eventTypes : toEventTypes(eventTypes),
    status: statusOf(input),
  });
  if (updated.status === 'refused') return refused(toWebhookError(updated.refusal, ['id']));
  return { endpoint: toWebhookEndpoint(updated.endpoint), userErrors: [] };
}

function statusOf({ enabled }: UpdateWebhookEndpointInput): 'ENABLED' | 'DISABLED' | undefined {
  if (enabled === undefined || enabled === null) return undefined;
  return enabled ? 'ENABLED' : 'DISABLED';
}

function refused(error: AnyUserError): UpdateWebhookEndpointPayload {
  return { endpoint: undefined, userErrors: [error] };
}
