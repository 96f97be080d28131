import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { toWebhookError, unknownEndpoint } from '../errors/to-webhook-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId, toPublicId } from '../ids.ts';
import { SendTestWebhookInput, SendTestWebhookPayload } from '../types/webhook-delivery.ts';

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
