// The room with a provider that answers at once: what is left is the saga itself.

import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { createListener, type Database, type Listener, newId } from '../../src/database/index.ts';
import {
  createGenerations,
  type GenerationRequest,
  type GenerationRoom,
  type GenerationServices,
  type Provider,
} from '../../src/generation/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ZERO } from '../../src/money/index.ts';

/** As the gateway's own worker. */
export const CONCURRENCY = 8;

export interface BenchRoom {
  readonly room: GenerationRoom;
  readonly ledger: Ledger;
  readonly listener: Listener;
  close(): Promise<void>;
}

const IMAGE = {
  url: 'http://localhost:4000/outputs/0123456789abcdef0123456789abcdef.png',
  mimeType: 'image/png',
  bytes: 48_213,
  width: 1024,
  height: 1024,
};

const instant: Provider = {
  name: 'sandbox',
  displayName: 'At once',
  upstreamIdFor: (attemptId) => attemptId,
  submit: ({ attemptId }) => Promise.resolve({ state: 'succeeded', upstreamId: attemptId, outputs: [IMAGE] }),
  fetch: (upstreamId) => Promise.resolve({ state: 'succeeded', upstreamId, outputs: [IMAGE] }),
  cancel: () => Promise.resolve(),
};

export async function openRoom(
  database: Database,
  url: string,
  recordEnded?: GenerationServices['recordEnded'],
): Promise<BenchRoom> {
  const now = (): Date => new Date();
  const listener = await createListener({ url, onError: () => undefined });
  const ledger = createLedger({ database, now });
  const room = createGenerations({
    ...{ database, ledger, now, ...(recordEnded === undefined ? {} : { recordEnded }) },
    catalog: createCatalog(loadStorefront('storefronts/usd-credits.json')),
    providers: [instant],
    events: listener,
    rules: { quoteMinutes: 15, review: { factor: 3, minimum: ZERO } },
    log: () => undefined,
  });
  const close = async (): Promise<void> => {
    await room.stop();
    await ledger.drain();
    await listener.close();
  };
  return { room, ledger, listener, close };
}

export function requestOf(accountId: string, apiKeyId: string): GenerationRequest {
  return {
    accountId,
    apiKeyId,
    concurrencyLimit: 1_000_000_000,
    model: 'bfl/flux-1.1-pro',
    prompt: 'a harbour at dawn, watercolour',
    parameters: {},
    count: 1,
    idempotencyKey: newId(),
    quoteId: undefined,
    maxCost: undefined,
    providerOrder: undefined,
    webhookUrl: undefined,
    metadata: undefined,
    tags: undefined,
  };
}
