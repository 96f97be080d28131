import { describe, expect, it } from '@jest/globals';
import type { ProviderRequest, ProviderVerdict } from '../../../src/generation/index.ts';
import { createProviderHealth } from '../../../src/generation/run/provider-health.ts';
import { scriptedProvider } from '../../support/scripted-provider.ts';

const request: ProviderRequest = {
  attemptId: '01900000-0000-7000-8000-000000000001',
  model: 'm',
  kind: 'IMAGE',
  prompt: undefined,
  parameters: {},
  count: 1,
};

const failed = (code: string): ProviderVerdict => ({
  state: 'failed',
  upstreamId: 'u',
  failure: { code, message: 'no', retryable: true },
});

describe('a provider', () => {
  it('is left alone after five outages in a row, and the sixth piece of work goes elsewhere without asking it', async () => {
    const provider = scriptedProvider({ submit: () => failed('PROVIDER_ERROR') });
    const health = createProviderHealth([provider]);
    for (let n = 0; n < 5; n += 1) {
      expect(await health.providers.get('sandbox')?.submit(request)).toEqual(failed('PROVIDER_ERROR'));
    }
    expect(health.conditions().get('sandbox')?.isHealthy).toBe(false);
    const verdict = await health.providers.get('sandbox')?.submit(request);
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'PROVIDER_UNAVAILABLE', retryable: true } });
    expect(provider.submitted).toHaveLength(5);
  });

  it('stays healthy when it refuses what customers ask for', async () => {
    const provider = scriptedProvider({ submit: () => failed('CONTENT_POLICY') });
    const health = createProviderHealth([provider]);
    for (let n = 0; n < 10; n += 1) await health.providers.get('sandbox')?.submit(request);
    expect(health.conditions().get('sandbox')?.isHealthy).toBe(true);
    expect(provider.submitted).toHaveLength(10);
  });

  it('counts a lost answer as an outage, and still reports it', async () => {
    const provider = scriptedProvider({ submit: () => Promise.reject(new Error('connection reset')) });
    const health = createProviderHealth([provider]);
    for (let n = 0; n < 5; n += 1) {
      await expect(health.providers.get('sandbox')?.submit(request)).rejects.toThrow('connection reset');
    }
    expect(health.conditions().get('sandbox')?.isHealthy).toBe(false);
  });

  it('that asks to be left alone for a while comes last until then, and for five minutes at most', async () => {
    let clock = new Date('2026-11-21T12:00:00Z');
    let retryAfterSeconds = 7;
    const failure = { code: 'PROVIDER_OVERLOADED', message: 'Later.', retryable: true };
    const provider = scriptedProvider({
      submit: (_, upstreamId) => ({ state: 'failed', upstreamId, failure: { ...failure, retryAfterSeconds } }),
    });
    const health = createProviderHealth([provider], () => clock);
    const isHealthyAfter = (seconds: number): boolean => {
      clock = new Date(clock.getTime() + seconds * 1_000);
      return health.conditions().get('sandbox')?.isHealthy === true;
    };
    await health.providers.get('sandbox')?.submit(request);
    expect([isHealthyAfter(0), isHealthyAfter(6.9), isHealthyAfter(0.1)]).toEqual([false, false, true]);
    retryAfterSeconds = 999_999;
    await health.providers.get('sandbox')?.submit(request);
    expect([isHealthyAfter(299), isHealthyAfter(1)]).toEqual([false, true]);
  });

  it('is known by how long its deliveries take, the newest counting most', () => {
    const health = createProviderHealth([scriptedProvider({ submit: () => failed('x') })]);
    for (const milliseconds of [1_000, 1_000, 2_000]) health.delivered('sandbox', milliseconds);
    expect(health.conditions().get('sandbox')?.typicalMilliseconds).toBe(1_200);
  });
});
