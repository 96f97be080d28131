// A generation as this system shows it, in the words that it was asked for in.
import { z } from 'zod';
import { executionOf, type Services, toPublicId } from '../../callers/index.ts';
import type { Attempt, Generation } from '../../generation/index.ts';
import { orderOf } from './generate-routes.ts';
import { ratioOfSize } from './translate-request.ts';
import {
  ALL_PROVIDERS_FAILED,
  FAILURE_CODES,
  FORMAT_OF,
  INPUT_PARAMETERS,
  PARAMETER_OF,
  PREFIX,
  PROVIDER_ERROR,
  STATUS_WORDS,
} from './vocabulary.ts';

const moment = z.iso.datetime().nullable();

export const CONTENT = z
  .looseObject({
    account_id: z.string(),
    generation_id: z.string(),
    model_identifier: z.string(),
    generation_provider_order: z.array(z.string()),
    generation_provider_used: z.string().nullable(),
    generation_prediction_id: z.string().nullable(),
    generation_status: z.enum(['pending', 'processing', 'succeeded', 'failed', 'canceled']),
    generation_prompt: z.string().optional(),
    generation_ratio: z.string().optional(),
    generation_output_format: z.string().optional(),
    generation_output_number: z.int(),
    generation_input_file: z.array(z.string()).nullable(),
    generation_output_file: z.array(z.string()).nullable(),
    generation_created_at: z.iso.datetime(),
    generation_started_at: moment,
    generation_completed_at: moment,
    generation_metrics_total_time: z.number().nullable(),
    generation_metrics_predict_time: z.number().nullable(),
    generation_duration: z.number().optional(),
    generation_resolution: z.string().optional(),
    generation_generate_audio: z.boolean().optional(),
    generation_audio_mode: z.enum(['audio', 'noaudio']).optional(),
    generation_error: z.string().optional(),
    generation_error_code: z.string().optional(),
    generation_removed: z.boolean().optional(),
  })
  .describe('parameters of the model itself come as further generation_* fields');

type Asks = Pick<Services, 'generations' | 'catalog'>;

/** In their order. */
export async function toContent(services: Asks, generations: readonly Generation[]): Promise<object[]> {
  const [first] = generations;
  if (first === undefined) return [];
  const ids = generations.map(({ id }) => id);
  const attempts = await services.generations.attempts(first.accountId, ids);
  const byGeneration = Map.groupBy(attempts, ({ generationId }) => generationId);
  return generations.map((one) => toRecord(services, one, byGeneration.get(one.id) ?? []));
}

function toRecord(services: Asks, generation: Generation, attempts: readonly Attempt[]): object {
  const { accountId, id, model: identifier, status, outputs, endedAt, purgedAt } = generation;
  const model = services.catalog.model(identifier);
  const execution = executionOf(attempts, { model: identifier });
  return {
    ...parametersIn(generation),
    account_id: toPublicId('acct', accountId),
    generation_id: toPublicId('gen', id),
    model_identifier: identifier,
    generation_provider_order: model === undefined ? [] : orderOf(services, generation, model),
    generation_provider_used: endedAt === undefined ? null : (execution?.provider ?? null),
    generation_prediction_id: execution?.upstreamId ?? null,
    generation_status: STATUS_WORDS[status],
    ...(generation.prompt === undefined ? {} : { generation_prompt: generation.prompt }),
    generation_output_number: generation.count,
    generation_output_file: outputs.length === 0 ? null : outputs.map(({ url }) => url),
    ...timesOf(generation, attempts),
    ...failureOf(generation, attempts),
    ...(purgedAt === undefined ? {} : { generation_removed: true }),
  };
}

const MILLISECONDS = 1_000;

const secondsBetween = (from: Date | undefined, to: Date | undefined): number | null =>
  from === undefined || to === undefined ? null : (to.getTime() - from.getTime()) / MILLISECONDS;

function timesOf({ createdAt, startedAt, endedAt }: Generation, attempts: readonly Attempt[]) {
  const decisive = endedAt === undefined ? undefined : attempts.find(({ status }) => status === 'SUCCEEDED');
  return {
    generation_created_at: createdAt.toISOString(),
    generation_started_at: startedAt?.toISOString() ?? null,
    generation_completed_at: endedAt?.toISOString() ?? null,
    generation_metrics_total_time: secondsBetween(createdAt, endedAt),
    generation_metrics_predict_time: secondsBetween(decisive?.startedAt, decisive?.endedAt),
  };
}

function failureOf({ status, error }: Generation, attempts: readonly Attempt[]) {
  if (status !== 'FAILED' || error === undefined) return {};
  const isOfAll = attempts.length > 1 && !FAILURE_CODES.has(error.code);
  const code = isOfAll ? ALL_PROVIDERS_FAILED : (FAILURE_CODES.get(error.code) ?? PROVIDER_ERROR);
  return { generation_error: error.message, generation_error_code: code };
}

const FIELD_OF: ReadonlyMap<string, string> = new Map([...PARAMETER_OF].map(([field, name]) => [name, field]));
const WORD_OF_FORMAT: ReadonlyMap<unknown, string> = new Map([...FORMAT_OF].map(([word, own]) => [own, word]));
/** Said by the ratio, or nobody's business. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['aspect_ratio', 'size', 'width', 'height', 'sandbox']);

function parametersIn({ parameters }: Generation): object {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (NOT_SHOWN.has(name) || INPUT_PARAMETERS.has(name)) continue;
    const field = FIELD_OF.get(name) ?? `${PREFIX}${name}`;
    fields[field] = name === 'output_format' ? (WORD_OF_FORMAT.get(value) ?? value) : value;
  }
  return { ...fields, ...ratioOf(parameters), ...soundOf(parameters), generation_input_file: filesIn(parameters) };
}

function ratioOf({ aspect_ratio: ratio, size, width, height }: Generation['parameters']): object {
  if (typeof ratio === 'string') return { generation_ratio: ratio };
  const known = ratioOfSize(typeof size === 'string' ? size : `${String(width)}x${String(height)}`);
  return known === undefined ? {} : { generation_ratio: known };
}

const soundOf = ({ audio }: Generation['parameters']): object =>
  typeof audio === 'boolean' ? { generation_audio_mode: audio ? 'audio' : 'noaudio' } : {};

function filesIn(parameters: Generation['parameters']): unknown[] | null {
  const files = Object.entries(parameters).flatMap(([name, value]) =>
    INPUT_PARAMETERS.has(name) ? [value].flat() : [],
  );
  return files.length === 0 ? null : files;
}
