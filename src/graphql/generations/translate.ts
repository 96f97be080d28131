import { toPublicId } from '../../callers/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import { type Attempt, type Generation, isFinal, type StoredOutput } from '../../generation/index.ts';
import { formatDecimal, fraction } from '../../money/index.ts';
import { toModelNamed } from '../models/translate.ts';
import type { AttemptType, GenerationMetadataType, GenerationType, GenerationUpdateType, OutputType } from './types.ts';

export function toGeneration(generation: Generation, catalog: Catalog): GenerationType {
  return {
    __typename: 'Generation',
    accountId: generation.accountId,
    key: generation.id,
    id: toPublicId('gen', generation.id),
    status: generation.status,
    model: toModelNamed(catalog, generation.model),
    prompt: generation.prompt,
    parameters: generation.parameters,
    requestMetadata: generation.metadata ?? {},
    tags: generation.tags ?? [],
    count: generation.count,
    costEstimate: generation.costEstimate,
    cost: generation.cost,
    effectiveCost: generation.effectiveCost,
    overrun: isOverrun(generation),
    outputs: generation.outputs.map(toOutput),
    error: generation.error,
    createdAt: generation.createdAt,
    startedAt: generation.startedAt,
    endedAt: generation.endedAt,
    billedAt: generation.billedAt,
  };
}

/** What was delivered comes to more than was reserved; it was charged up to that. */
export function isOverrun({ effectiveCost, maxCost }: Generation): boolean {
  return effectiveCost !== undefined && effectiveCost > maxCost;
}

export function toOutput(output: StoredOutput): OutputType {
  const { url, mimeType, width, height, bytes, durationMilliseconds } = output;
  const durationSeconds = durationMilliseconds === undefined ? undefined : toSeconds(durationMilliseconds);
  return { url, mimeType, width, height, bytes, durationSeconds };
}

function toSeconds(milliseconds: number): string {
  return formatDecimal(fraction(BigInt(Math.round(milliseconds)), 1000n), 3);
}

export function toGenerationUpdate(generation: Generation, catalog: Catalog): GenerationUpdateType {
  return {
    generation: toGeneration(generation, catalog),
    sequence: generation.sequence,
    terminal: isFinal(generation),
  };
}

function toAttempt(attempt: Attempt): AttemptType {
  const { provider, upstreamId, status, startedAt, endedAt, error } = attempt;
  return { provider, upstreamId, status, startedAt, endedAt, error: error?.message };
}

interface MetadataNames {
  /** Its identifier in the storefront. */
  readonly model: string;
  /** What the providers call it, where that is something else. */
  readonly upstream?: readonly { readonly provider: string; readonly model: string }[];
  readonly nameOf: (provider: string) => string;
}

/** The attempt that counts is the one that succeeded, otherwise the latest. */
export function toMetadata(
  attempts: readonly Attempt[],
  { model, upstream = [], nameOf }: MetadataNames,
): GenerationMetadataType {
  const executedModel = (name: string): string => upstream.find(({ provider }) => provider === name)?.model ?? model;
  const decisive = attempts.find((attempt) => attempt.status === 'SUCCEEDED') ?? attempts.at(-1);
  return {
    provider: decisive?.provider,
    providerName: decisive === undefined ? undefined : nameOf(decisive.provider),
    executedModel: decisive === undefined ? undefined : executedModel(decisive.provider),
    upstreamId: decisive?.upstreamId,
    attempts: attempts.map(toAttempt),
  };
}
