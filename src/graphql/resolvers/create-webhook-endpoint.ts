import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toWebhookError } from '../errors/to-webhook-error.ts';
import { ACCOUNT_SUSPENDED } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkEndpoint, toEventTypes } from '../input/webhook-input.ts';
import { toWebhookEndpoint } from '../translate/to-webhook.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { CreateWebhookEndpointInput, CreateWebhookEndpointPayload } from '../types/webhook-endpoint.ts';

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
  if (wrong !== undefined) return refused(wrong);
  const { url, description, eventTypes } = input;
  const created = await services.webhooks.createEndpoint({
    accountId: account.id,
    url,
    description: description?.trim(),
    eventTypes: eventTypes === undefined || eventTypes === null ? undefined : toEventTypes(eventTypes),
  });
  if (created.status === 'refused') return refused(toWebhookError(created.refusal, []));
  return { endpoint: toWebhookEndpoint(created.endpoint), secret: created.secret, userErrors: [] };
}

function refused(error: AnyUserError): CreateWebhookEndpointPayload {
  return { endpoint: undefined, secret: undefined, userErrors: [error] };
}
