// An endpoint as the room's callers see it; its secret is in a table of its own.
import type { RowOf } from '../../database/index.ts';
import type { WebhookEndpointEntity } from '../entities.ts';

export type WebhookEndpoint = Omit<RowOf<typeof WebhookEndpointEntity>, 'failingSince'>;

/** What an account is shown, without what only deliveries need. */
export function shown({ failingSince: _since, ...endpoint }: RowOf<typeof WebhookEndpointEntity>): WebhookEndpoint {
  return endpoint;
}
