// A provider that does what a test says, one verdict per question, and remembers what it was asked.
import type {
  ExpectedOutputs,
  Provider,
  ProviderRequest,
  ProviderVerdict,
  WebhookDelivery,
} from '../../src/generation/index.ts';

export interface ScriptedProvider extends Provider {
  readonly submitted: ProviderRequest[];
  readonly fetched: string[];
  readonly canceled: string[];
}

export interface Script {
  readonly name?: string;
  submit(request: ProviderRequest, upstreamId: string): Promise<ProviderVerdict> | ProviderVerdict;
  fetch?(upstreamId: string, expected: ExpectedOutputs | undefined): Promise<ProviderVerdict> | ProviderVerdict;
  cancel?(upstreamId: string): Promise<void>;
}

/** A webhook as a scripted provider signs it; `upstreamId`: the id that it brings. */
export function scriptedWebhook({ isGenuine = true, upstreamId = '' } = {}): WebhookDelivery {
  const headers = { signature: isGenuine ? 'genuine' : 'forged', 'upstream-id': upstreamId };
  return { headers, rawBody: Buffer.from('{}'), now: new Date() };
}

export function scriptedProvider(script: Script): ScriptedProvider {
  const submitted: ProviderRequest[] = [];
  const fetched: string[] = [];
  const canceled: string[] = [];
  const name = script.name ?? 'sandbox';
  const upstreamIdFor = (attemptId: string): string => `${name}-${attemptId}`;
  return {
    name,
    displayName: `Scripted ${name}`,
    submitted,
    fetched,
    canceled,
    upstreamIdFor,
    submit: async (request) => {
      submitted.push(request);
      return script.submit(request, upstreamIdFor(request.attemptId));
    },
    fetch: async (upstreamId, expected) => {
      fetched.push(upstreamId);
      return script.fetch?.(upstreamId, expected) ?? { state: 'unknown', upstreamId };
    },
    cancel: async (upstreamId) => {
      canceled.push(upstreamId);
      await script.cancel?.(upstreamId);
    },
    verifyWebhook: async ({ headers }) => {
      const upstreamId = String(headers['upstream-id']);
      if (headers['signature'] !== 'genuine') return { status: 'rejected', reason: 'wrong signature' };
      return { status: 'verified', upstreamId: upstreamId === '' ? undefined : upstreamId };
    },
  };
}

export const image = (width: number, height: number) => ({
  url: 'http://127.0.0.1/outputs/test.png',
  mimeType: 'image/png',
  bytes: 1_000,
  width,
  height,
});
