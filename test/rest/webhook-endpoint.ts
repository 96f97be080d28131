// Webhooks of a running gateway in another system's format: endpoints by GraphQL, and receivers that verify before anything else, as that
// system's own samples do.
import type { TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Received, type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const CREATE = `mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
  endpoint { id format } secret userErrors { code message } } }`;
const TEST = 'mutation ($id: ID!) { sendTestWebhook(input: { endpointId: $id }) { eventId userErrors { code } } }';
const REPLAY = `mutation ($input: ReplayWebhooksInput!) { replayWebhooks(input: $input) {
  queuedCount userErrors { code message } } }`;
const ENABLE = `mutation ($id: ID!, $enabled: Boolean!) { updateWebhookEndpoint(input: { id: $id, enabled: $enabled }) {
  endpoint { status } userErrors { code } } }`;
const ROTATE = `mutation ($id: ID) { rotateWebhookSecret(input: { endpointId: $id }) { secret userErrors { code } } }`;
const LOG = '{ webhookDeliveries(first: 100) { nodes { eventId type status lastStatusCode lastError url } } }';

export interface FormatEndpoint {
  readonly id: string;
  readonly secret: string;
  readonly receiver: Receiver;
  sendTest(): Promise<string>;
  replay(input: object): Promise<number>;
  enable(enabled: boolean): Promise<void>;
  rotate(): Promise<string>;
  log(): Promise<Answer[]>;
}

export interface NewFormatEndpoint {
  readonly key: string;
  readonly format: string;
  /** A receiver that takes nothing but what this accepts. */
  readonly verify: (received: Received, secret: string) => Promise<unknown>;
}

/** Whoever does not verify is answered 400, and it is sent again. */
export async function newFormatEndpoint(
  gateway: TestGateway,
  { key, format, verify }: NewFormatEndpoint,
): Promise<FormatEndpoint> {
  let secret = '';
  const receiver = await startReceiver((received) => answerTo(verify(received, secret)));
  const ask = async (operation: string, variables: object) =>
    (await gateway.ask(operation, { ...variables }, { key })).data;
  const { createWebhookEndpoint: created } = await ask(CREATE, { input: { url: receiver.url, format } });
  if (created.endpoint === null) throw new Error(JSON.stringify(created.userErrors));
  ({ secret } = created);
  const { id } = created.endpoint;
  return {
    ...{ id, secret, receiver },
    sendTest: async () => (await ask(TEST, { id })).sendTestWebhook.eventId,
    replay: async (input) => (await ask(REPLAY, { input: { endpointId: id, ...input } })).replayWebhooks.queuedCount,
    enable: async (enabled) => {
      await ask(ENABLE, { id, enabled });
    },
    rotate: async () => (await ask(ROTATE, { id })).rotateWebhookSecret.secret,
    log: async () => (await ask(LOG, {})).webhookDeliveries.nodes,
  };
}

const answerTo = (verified: Promise<unknown>): Promise<number> =>
  verified.then(
    () => 200,
    () => 400,
  );

/** The secret that signs what goes to the addresses of requests. */
export async function accountSecret(gateway: TestGateway, key: string): Promise<string> {
  return (await gateway.ask(ROTATE, {}, { key })).data.rotateWebhookSecret.secret;
}

export const bodyOf = ({ body }: Received): Answer => JSON.parse(body);

/** The first one that was received and is so. */
export async function receivedThat(receiver: Receiver, is: (body: Answer) => boolean): Promise<Received> {
  const find = () => receiver.received.find((one) => is(bodyOf(one)));
  await waitUntil('it is received', () => find() !== undefined);
  const found = find();
  if (found === undefined) throw new Error('it was received, and is not');
  return found;
}
