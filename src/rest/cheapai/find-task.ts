// GET /v1/task/{task_id}: a generation as CheapAI tells of a task, with what was charged once it has ended.
import { z } from 'zod';
import { fromPublicId, toPublicId } from '../../callers/index.ts';
import type { ModelKind } from '../../catalog/index.ts';
import type { Generation, StoredOutput } from '../../generation/index.ts';
import { formatCredits } from '../../money/index.ts';
import { json, refused, route } from '../route.ts';
import { exactCredits, wholeCredits } from './shapes.ts';
import { wholeCreditsAsked } from './whole-credits.ts';

const track = z.object({
  audio_url: z.string(),
  title: z.string(),
  /** Milliseconds. */
  duration: z.int(),
});

export const taskAnswer = z.object({
  id: z.string(),
  status: z.enum(['pending', 'processing', 'done', 'error']),
  /** 0 until it has ended, and then 100: nobody knows more. */
  progress: z.int(),
  type: z.string(),
  /** What was charged; null until that is known. 0 for what failed. */
  credit_cost: wholeCredits.nullable(),
  exact_credit_cost: exactCredits.nullable(),
  /** What it was expected to cost. */
  estimated_credits: wholeCredits,
  /** Why there is nothing, of a task that ended with `error`. */
  error_message: z.string().nullable(),
  error_code: z.string().nullable(),
  created_at: z.string(),
  metadata: z.object({
    output_uri: z.string().optional(),
    audio_url: z.string().optional(),
    result_images: z.array(z.string()).optional(),
    character_cost: wholeCredits.optional(),
    duration_seconds: z.number().optional(),
    music_result: z.object({ data: z.array(track) }).optional(),
  }),
});

export type Task = z.output<typeof taskAnswer>;

export const findTask = route({
  method: 'GET',
  path: '/v1/task/{task_id}',
  name: 'findTask',
  summary: 'A task: how far it is, what came of it, and what it cost.',
  scopes: ['GENERATION_READ'],
  params: z.object({ task_id: z.string() }),
  answers: { 200: taskAnswer },
  handle: async ({ services, viewer, params }) => {
    const id = fromPublicId('gen', params.task_id);
    const generation = id === undefined ? undefined : await services.generations.find(viewer.account.id, id);
    if (generation === undefined) {
      return refused({ kind: 'NOT_FOUND', what: 'task', message: 'There is no such task.' });
    }
    return json(200, toTask(generation, services.catalog.model(generation.model)?.kind));
  },
});

const STATUS_OF = {
  QUEUED: 'pending',
  RUNNING: 'processing',
  SUCCEEDED: 'done',
  FAILED: 'error',
  CANCELED: 'error',
} as const satisfies Record<Generation['status'], Task['status']>;

/** `sound_effect` and `minimax_music` as CheapAI has them; the others after its routes. */
const TYPE_OF = {
  IMAGE: 'generate_image',
  VIDEO: 'generate_video',
  VOICE: 'text_to_speech',
  MUSIC: 'minimax_music',
  SOUND: 'sound_effect',
} as const satisfies Record<ModelKind, string>;

/** `kind`: undefined for a model that is sold no longer. */
export function toTask(generation: Generation, kind: ModelKind | undefined): Task {
  const { id, status: stage, cost, costEstimate, createdAt } = generation;
  const credits = cost === undefined ? null : wholeCreditsAsked(cost);
  const status = STATUS_OF[stage];
  return {
    id: toPublicId('gen', id),
    status,
    progress: status === 'done' || status === 'error' ? 100 : 0,
    type: kind === undefined ? 'task' : TYPE_OF[kind],
    credit_cost: credits,
    exact_credit_cost: cost === undefined ? null : formatCredits(cost),
    estimated_credits: wholeCreditsAsked(costEstimate),
    ...errorOf(generation),
    created_at: createdAt.toISOString(),
    metadata: metadataOf(generation, credits),
  };
}

function errorOf({ status, error }: Generation): Pick<Task, 'error_message' | 'error_code'> {
  if (error !== undefined) return { error_message: error.message, error_code: error.code };
  if (status !== 'CANCELED') return { error_message: null, error_code: null };
  return { error_message: 'The task was canceled.', error_code: status };
}

function metadataOf({ outputs, parameters }: Generation, credits: number | null): Task['metadata'] {
  const [first] = outputs;
  if (first === undefined) return {};
  const isAudio = first.mimeType.startsWith('audio/');
  const isImage = first.mimeType.startsWith('image/');
  const { durationMilliseconds } = first;
  return {
    output_uri: first.url,
    ...(isImage ? { result_images: outputs.map(({ url }) => url) } : {}),
    ...(isAudio ? { audio_url: first.url, music_result: { data: tracksOf(outputs, parameters) } } : {}),
    // ElevenLabs counts in characters, and CheapAI in its credits.
    ...(isAudio && credits !== null ? { character_cost: credits } : {}),
    ...(durationMilliseconds === undefined ? {} : { duration_seconds: durationMilliseconds / 1_000 }),
  };
}

function tracksOf(outputs: readonly StoredOutput[], { song_title: title }: Generation['parameters']) {
  return outputs.map(({ url, durationMilliseconds = 0 }) => ({
    audio_url: url,
    title: typeof title === 'string' ? title : '',
    duration: Math.round(durationMilliseconds),
  }));
}
