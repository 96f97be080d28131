// The room's port.

import type { WebhookDelivery } from './deliver/delivery.ts';
import type { DeliveryPage } from './deliver/read-deliveries.ts';
import type { CreatedEndpoint, NewEndpoint } from './endpoints/create-endpoint.ts';
import type { WebhookEndpoint } from './endpoints/endpoint.ts';
import type { Deleted } from './endpoints/read-endpoints.ts';
import type { Refused } from './endpoints/refusal.ts';
import type { RotatedSecret, SecretOwner } from './endpoints/rotate-secret.ts';
import type { EndpointAnswer, EndpointChange } from './endpoints/update-endpoint.ts';
import type { Replay, Replayed } from './publish/replay-events.ts';
import type { EndpointAddress, TestSent } from './publish/send-test.ts';
import type { UrlCheck } from './reach/check-url.ts';

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
