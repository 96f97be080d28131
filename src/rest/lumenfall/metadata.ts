// Who did the work, and what it cost: beside every picture and video.
import { z } from 'zod';
import { type Execution, executionOf, toPublicId } from '../../callers/index.ts';
import type { Attempt, Generation } from '../../generation/index.ts';
import type { RestServices } from '../route.ts';
import { toAmount, worthOf } from './worth.ts';

const attemptShape = z.strictObject({
  provider: z.string(),
  provider_name: z.string(),
  upstream_id: z.string().nullable(),
  status: z.enum(['submitted', 'succeeded', 'failed', 'canceled']),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});

export const metadataShape = z.strictObject({
  model: z.string(),
  /** What pins this provider when it is sent as `model`. */
  executed_model: z.string().nullable(),
  provider: z.string().nullable(),
  provider_name: z.string().nullable(),
  upstream_id: z.string().nullable(),
  /** Until it is billed. */
  cost_estimate: z.number().optional(),
  /** What was charged. */
  cost: z.number().optional(),
  cost_currency: z.string(),
  attempts: z.array(attemptShape),
});

export type Metadata = z.output<typeof metadataShape>;

/** Of what nobody has worked on, as far as may be said. */
export const unattempted = (model: string, cost: Pick<Metadata, 'cost_estimate' | 'cost_currency'>): Metadata => ({
  ...{ model, executed_model: null, provider: null, provider_name: null, upstream_id: null },
  ...{ ...cost, attempts: [] },
});

type Services = Pick<RestServices, 'generations' | 'catalog'>;

export async function metadataOf(services: Services, generation: Generation): Promise<Metadata> {
  const { generations, catalog } = services;
  const { accountId, id, model } = generation;
  const attempts = await generations.attempts(accountId, [id]);
  const execution = executionOf(attempts, { model, upstream: catalog.model(model)?.upstream ?? [] });
  return {
    model,
    ...providerOf(services, model, execution),
    ...costOf(services, generation),
    attempts: attempts.map((attempt) => toAttempt(services, attempt)),
  };
}

function providerOf({ generations }: Services, model: string, execution: Execution | undefined) {
  if (execution === undefined) {
    return { executed_model: null, provider: null, provider_name: null, upstream_id: null };
  }
  const { provider, upstreamId } = execution;
  return {
    executed_model: `${provider}/${model}`,
    provider,
    provider_name: generations.providerName(provider),
    upstream_id: upstreamId ?? null,
  };
}

function costOf({ catalog }: Services, { cost, costEstimate }: Generation) {
  const worth = worthOf(catalog.storefront);
  const amount =
    cost === undefined ? { cost_estimate: toAmount(costEstimate, worth) } : { cost: toAmount(cost, worth) };
  return { ...amount, cost_currency: worth.currency };
}

const STATUSES = {
  SUBMITTED: 'submitted',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELED: 'canceled',
} as const satisfies Record<Attempt['status'], string>;

function toAttempt({ generations }: Services, attempt: Attempt): Metadata['attempts'][number] {
  const { provider, upstreamId, status, startedAt, endedAt, error } = attempt;
  return {
    provider,
    provider_name: generations.providerName(provider),
    upstream_id: upstreamId ?? null,
    status: STATUSES[status],
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    error: error?.message ?? null,
  };
}

/** Of every answer about a generation; its line in the log of requests has the same id. */
export function routingHeaders(
  { id }: Pick<Generation, 'id'>,
  { provider, executed_model: model }: Metadata,
): Readonly<Record<string, string>> {
  return {
    'x-lumenfall-request-id': toPublicId('req', id),
    ...(provider === null ? {} : { 'x-lumenfall-provider': provider }),
    ...(model === null ? {} : { 'x-lumenfall-model': model }),
  };
}
