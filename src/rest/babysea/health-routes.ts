// How the gateway and its providers are, as the process that is asked sees it.
import { z } from 'zod';
import type { Model } from '../../catalog/index.ts';
import type { ProviderReport } from '../../generation/index.ts';
import { type Call, route } from '../route.ts';
import { envelopeOf, success } from './envelope.ts';
import { MODEL_TYPE, modelsOf, PRICING, typeOf } from './library-routes.ts';
import { pricingOf } from './model-pricing.ts';

const PROVIDERS = envelopeOf(
  z.object({
    service: z.literal('providers'),
    healthy: z.boolean(),
    providers: z.array(
      z.object({
        provider: z.string(),
        status: z.enum(['healthy', 'recovering', 'degraded', 'unknown']),
        failure_rate: z.number(),
        window: z.object({
          total_attempts: z.int(),
          failures: z.int(),
          successes: z.int(),
          duration_seconds: z.int(),
        }),
      }),
    ),
    providers_total: z.int(),
  }),
);

const MODELS = envelopeOf(
  z.object({
    service: z.literal('models'),
    healthy: z.boolean(),
    models: z.array(
      z.object({
        model_identifier: z.string(),
        model_type: MODEL_TYPE,
        model_pricing: PRICING,
        providers: z.record(z.string(), z.object({ available: z.boolean(), raw_model_id: z.string().nullable() })),
      }),
    ),
    models_total: z.int(),
  }),
);

const STORAGE = envelopeOf(
  z.object({ service: z.literal('storage'), healthy: z.boolean(), latency_ms: z.number(), bucket: z.string() }),
);

const CACHE = envelopeOf(z.object({ service: z.literal('postgresql'), healthy: z.boolean(), latency_ms: z.number() }));

const SCOPES = ['ACCOUNT_READ'] as const;

export const healthRoutes = [
  route({
    method: 'GET',
    path: '/v1/health/inference/providers',
    name: 'health_providers',
    summary: 'How each provider has been in the last minutes.',
    scopes: SCOPES,
    answers: { 200: PROVIDERS },
    handle: async (call) => {
      const reports = call.services.generations.providerReports();
      const healthy = reports.every(({ status }) => status !== 'DEGRADED');
      const providers = reports.map(toProvider);
      const data = { service: 'providers', healthy, providers, providers_total: providers.length };
      return success(call, { message: 'Provider health retrieved.', data });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/health/inference/models',
    name: 'health_models',
    summary: 'Which providers can run which model now.',
    scopes: SCOPES,
    answers: { 200: MODELS },
    handle: async (call) => {
      const models = modelsOf(call).map((model) => toModel(call, model));
      const healthy = models.every(({ providers }) => Object.values(providers).some(({ available }) => available));
      const data = { service: 'models', healthy, models, models_total: models.length };
      return success(call, { message: 'Model health retrieved.', data });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/health/storage',
    name: 'health_storage',
    summary: 'Whether the folder of delivered files answers.',
    scopes: SCOPES,
    answers: { 200: STORAGE },
    handle: async (call) => {
      const took = await timed(() => call.services.outputs.find(NOBODYS_PLACE));
      const data = { service: 'storage', healthy: true, latency_ms: took, bucket: 'outputs' };
      return success(call, { message: 'Storage is healthy.', data });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/health/cache',
    name: 'health_cache',
    summary: 'Whether the database answers: there is no other store.',
    scopes: SCOPES,
    answers: { 200: CACHE },
    handle: async (call) => {
      const took = await timed(() => call.services.ledger.balance(call.viewer.account.id));
      return success(call, {
        message: 'The database is healthy.',
        data: { service: 'postgresql', healthy: true, latency_ms: took },
      });
    },
  }),
];

/** Of no job. */
const NOBODYS_PLACE = { secret: '0'.repeat(40), index: 0 };

/** Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return Math.round(performance.now() - began);
}

function toProvider({ name, status, successes, failures, windowSeconds }: ProviderReport) {
  const total = successes + failures;
  return {
    provider: name,
    status: status.toLowerCase(),
    failure_rate: total === 0 ? 0 : failures / total,
    window: { total_attempts: total, failures, successes, duration_seconds: windowSeconds },
  };
}

function toModel({ services }: Call, model: Model) {
  const on = new Map(services.generations.providerReports().map(({ name, status }) => [name, status]));
  const pricing = pricingOf(services.generations, model);
  const providers = model.providers.map((name) => {
    const available = model.available && on.has(name) && on.get(name) !== 'DEGRADED';
    const own = model.upstream.find(({ provider }) => provider === name)?.model;
    return [name, { available, raw_model_id: own ?? null }] as const;
  });
  return {
    model_identifier: model.identifier,
    model_type: typeOf(model),
    ...(pricing === undefined ? {} : { model_pricing: pricing }),
    providers: Object.fromEntries(providers),
  };
}
