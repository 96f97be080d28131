// The room's port.
import type { UrlCheck } from './check-url.ts';
import type { CreatedEndpoint, NewEndpoint } from './create-endpoint.ts';
import type { WebhookDelivery } from './delivery.ts';
import type { WebhookEndpoint } from './endpoint.ts';
import type { DeliveryPage } from './read-deliveries.ts';
import type { Deleted } from './read-endpoints.ts';
import type { Refused } from './refusal.ts';
import type { Replay, Replayed } from './replay-events.ts';
import type { RotatedSecret, SecretOwner } from './rotate-secret.ts';
import type { EndpointAddress, TestSent } from './send-test.ts';
import type { EndpointAnswer, EndpointChange } from './update-endpoint.ts';

export interface Webhooks {
  /** Whether a webhookUrl may be used, by its text and by where its name leads now; `url` is how to keep it. */
  checkUrl(url: string): Promise<UrlCheck>;
  /** At most 20 per account. The secret is in this answer only. */
  createEndpoint(endpoint: NewEndpoint): Promise<CreatedEndpoint | Refused>;
  updateEndpoint(change: EndpointChange): Promise<EndpointAnswer>;
  deleteEndpoint(address: EndpointAddress): Promise<Deleted>;
  /** Newest first. */
  endpoints(accountId: string): Promise<WebhookEndpoint[]>;
  endpointsByIds(accountId: string, ids: readonly string[]): Promise<WebhookEndpoint[]>;
  /** A new secret; the one before signs too for 24 hours. */
  rotateSecret(owner: SecretOwner): Promise<RotatedSecret | Refused>;
  sendTest(address: EndpointAddress): Promise<TestSent | Refused>;
  replay(replay: Replay): Promise<Replayed | Refused>;
  /** Newest first. */
  deliveries(page: DeliveryPage): Promise<WebhookDelivery[]>;
}
