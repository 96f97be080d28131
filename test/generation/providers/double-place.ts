// An output store in a folder of its own, requests to try an adapter with, and every double that was started.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { ProviderModel } from '../../../src/catalog/index.ts';
import { createOutputStore, type OutputStore } from '../../../src/generation/outputs/index.ts';
import type {
  Provider,
  ProviderFailure,
  ProviderRequest,
  ProviderVerdict,
  WebhookDelivery,
} from '../../../src/generation/provider.ts';
import type { SentWebhook } from '../../support/provider-double/double-webhooks.ts';
import type { ProviderDouble } from '../../support/provider-double/index.ts';

export interface DoublePlace {
  readonly outputStore: OutputStore;
  outputFiles(): Promise<string[]>;
  start(double: Promise<ProviderDouble>): Promise<ProviderDouble>;
  leave(): Promise<void>;
}

export async function openDoublePlace(): Promise<DoublePlace> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tollgate-double-'));
  const doubles: ProviderDouble[] = [];
  return {
    outputStore: createOutputStore({ dataDir, baseUrl: () => 'http://gateway.test:4000' }),
    outputFiles: async () =>
      (await readdir(path.join(dataDir, 'outputs')).catch(() => [])).filter((name) => !name.startsWith('.')),
    start: async (starting) => {
      const double = await starting;
      doubles.push(double);
      return double;
    },
    leave: async () => {
      for (const double of doubles) await double.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

let attempts = 0;

/** A new attempt each time, with a UUIDv7 of this moment. */
export function requestFor(upstream: ProviderModel, change: Partial<ProviderRequest> = {}): ProviderRequest {
  attempts += 1;
  const time = Date.now().toString(16).padStart(12, '0');
  const attemptId = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(attempts).padStart(12, '0')}`;
  const parameters = { width: 320, height: 256, output_format: 'png' };
  const work = { model: 'test/model', kind: 'IMAGE', prompt: 'A quiet harbour', parameters, count: 1 } as const;
  return { attemptId, ...work, upstream, ...change };
}

/** Asks until there is a verdict, as the gateway does, but without its pauses. */
export async function settle(provider: Provider, request: ProviderRequest): Promise<ProviderVerdict> {
  let verdict = await provider.submit(request);
  for (let asked = 0; verdict.state === 'pending' && asked < 20; asked += 1) {
    verdict = await provider.fetch(verdict.upstreamId, request);
  }
  return verdict;
}

export function failureOf(verdict: ProviderVerdict): ProviderFailure {
  if (verdict.state !== 'failed') throw new Error(`Expected a failure, not ${JSON.stringify(verdict)}.`);
  return verdict.failure;
}

export const failed = (code: string, retryable: boolean) => ({
  state: 'failed',
  failure: expect.objectContaining({ code, retryable }),
});

/** As the gateway's route hands a webhook over. */
export function deliveryOf({ url, headers, rawBody }: SentWebhook, now = new Date()): WebhookDelivery {
  const { pathname, search } = new URL(url);
  return { headers, rawBody, path: `${pathname}${search}`, now };
}

export function only<Item>(items: readonly Item[]): Item {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`Expected one, not ${String(items.length)}.`);
  return item;
}
