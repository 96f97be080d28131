import { type ExecutionNames, executionOf, toPublicId } from '../../callers/index.ts';
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

interface MetadataNames extends ExecutionNames {
  readonly nameOf: (provider: string) => string;
}

export function toMetadata(attempts: readonly Attempt[], names: MetadataNames): GenerationMetadataType {
  const execution = executionOf(attempts, names);
  return {
    provider: execution?.provider,
    providerName: execution === undefined ? undefined : names.nameOf(execution.provider),
    executedModel: execution?.model,
    upstreamId: execution?.upstreamId,
    attempts: attempts.map(toAttempt),
  };
}
