import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { unknownEndpoint } from '../errors/to-webhook-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { DeleteWebhookEndpointInput, DeleteWebhookEndpointPayload } from '../types/webhook-endpoint.ts';

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
