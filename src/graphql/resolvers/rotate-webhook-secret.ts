import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphqlContext } from '../context.ts';
import { unknownEndpoint } from '../errors/to-webhook-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { RotateWebhookSecretInput, RotateWebhookSecretPayload } from '../types/webhook-endpoint.ts';

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
