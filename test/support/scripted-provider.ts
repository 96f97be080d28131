// A provider that does what a test tells it to, one verdict per question, and remembers what it was asked.
import type { Provider, ProviderRequest, ProviderVerdict } from '../../src/generation/index.ts';

export interface ScriptedProvider extends Provider {
  readonly submitted: ProviderRequest[];
  readonly fetched: string[];
  readonly canceled: string[];
}

export interface Script {
  readonly name?: string;
  submit(request: ProviderRequest, upstreamId: string): Promise<ProviderVerdict> | ProviderVerdict;
  fetch?(upstreamId: string): Promise<ProviderVerdict> | ProviderVerdict;
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
    fetch: async (upstreamId) => {
      fetched.push(upstreamId);
      return script.fetch?.(upstreamId) ?? { state: 'unknown', upstreamId };
    },
    cancel: async (upstreamId) => {
      canceled.push(upstreamId);
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
