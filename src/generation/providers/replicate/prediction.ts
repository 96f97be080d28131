// A prediction as Replicate's API shows it.
// Source: https://replicate.com/docs/reference/http (predictions.create, predictions.get, predictions.list) and
// https://replicate.com/docs/topics/predictions/lifecycle (statuses).
import { z } from 'zod';
import type { ProviderFailure } from '../../provider.ts';
import { contentPolicy, providerError, type RefusalDetail } from '../http/judge-refusal.ts';

const STATUSES = ['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted'] as const;

export const predictionShape = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{8,64}$/),
  status: z.enum(STATUSES),
  /** Of any form that the model chooses: a URL, a list of URLs, an object with URLs in it. */
  output: z.unknown(),
  error: z.unknown(),
  webhook: z.string().nullish(),
});

export type Prediction = z.infer<typeof predictionShape>;

/** A page of `GET /predictions`; `next` is the address of the page after it. */
export const predictionsShape = z.object({
  results: z.array(z.unknown()),
  next: z.string().nullish(),
});

/** Problem details; `detail` is for people. */
const problemShape = z.object({ detail: z.string().optional(), title: z.string().optional() });

/** The checkers of image models say "NSFW content detected", official models "flagged as sensitive … (E005)". */
const POLICY = /nsfw|flagged as sensitive|E005|content polic|safety|moderation/i;

export function describeProblem(body: unknown): RefusalDetail {
  const problem = problemShape.safeParse(body).data;
  const message = problem?.detail ?? problem?.title;
  return POLICY.test(message ?? '') ? { message, kind: 'policy' } : { message };
}

export function failureOf(error: unknown): ProviderFailure {
  const message = typeof error === 'string' ? error : undefined;
  return POLICY.test(message ?? '') ? contentPolicy(message) : providerError(message);
}

/** All URLs in an output, in the order in which the model has them. */
export function urlsOf(output: unknown): string[] {
  if (typeof output === 'string') return /^https?:\/\//.test(output) ? [output] : [];
  if (Array.isArray(output)) return output.flatMap(urlsOf);
  if (typeof output === 'object' && output !== null) return Object.values(output).flatMap(urlsOf);
  return [];
}
