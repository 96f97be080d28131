// Customers who buy packs from a Stripe of its own: nothing of it is in the gateway's database, as with the real one.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStripeSimulator, loadSimulatorSecrets, memoryStore } from '../../../../simulators/stripe/index.ts';
import { ask } from '../../../support/gateway-client.ts';
import type { Customer } from '../callers.ts';

export interface StripeSide {
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly apiBase: () => string;
  /** Where its webhooks go; nowhere while undefined. */
  gatewayUrl: string | undefined;
  close(): Promise<void>;
}

const MOUNT = '/stripe';
/** Webhooks of Stripe to a gateway that is down come hours later; here they do not come again, and reconciliation has to do. */
const NEVER_AGAIN: readonly number[] = [];

export async function openStripeSide(): Promise<StripeSide> {
  const store = memoryStore();
  const { apiKey, webhookSecret } = await loadSimulatorSecrets(store, new Date());
  let port = 0;
  const baseUrl = (): string => `http://127.0.0.1:${port}${MOUNT}`;
  const side = { apiKey, webhookSecret, apiBase: baseUrl, gatewayUrl: undefined as string | undefined };
  const simulator = createStripeSimulator({
    ...{ apiKey, webhookSecret, store, baseUrl, now: () => new Date(), retryDelaysMilliseconds: NEVER_AGAIN },
    webhookUrl: () => `${side.gatewayUrl ?? 'http://127.0.0.1:9'}/webhooks/stripe`,
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    const { method = '', url: path = '', headers } = request;
    const page = await simulator.handle({ method, path: path.slice(MOUNT.length), headers, body });
    response.writeHead(page.status, { ...page.headers }).end(page.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  return Object.assign(side, {
    close: async () => {
      await simulator.close();
      server.close();
      server.closeAllConnections();
    },
  });
}

export interface Bought {
  readonly accountId: string;
  readonly purchaseId: string;
  readonly checkoutUrl: string;
}

const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) { purchase { id } checkoutUrl userErrors { code message } } }`;

export async function beginPurchase(url: string, { id, key }: Customer): Promise<Bought> {
  const input = { packId: 'pack-10', idempotencyKey: randomUUID() };
  const { data, errors } = await ask(url, { query: BUY, variables: { input } }, { key });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  const { purchase, checkoutUrl } = data.buyCreditPack;
  return { accountId: id, purchaseId: purchase.id, checkoutUrl };
}

/** Presses the page's button, as a browser would. */
export async function pay({ checkoutUrl }: Bought): Promise<void> {
  const page = await fetch(checkoutUrl);
  const [, action = ''] = /action="([^"]+\/pay)"/.exec(await page.text()) ?? [];
  await fetch(new URL(action, checkoutUrl), { method: 'POST', redirect: 'manual' });
}
