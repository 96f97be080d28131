// A video as OpenAI's Videos API and Lumenfall show it (docs.lumenfall.ai/api-reference/videos/get).
import { z } from 'zod';
import { toPublicId } from '../../callers/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import type { Generation, GenerationStatus, StoredOutput } from '../../generation/index.ts';
import { type Metadata, metadataShape } from './metadata.ts';
import { codeOfFailure } from './refuse.ts';

const outputShape = z.strictObject({ url: z.url(), content_type: z.string(), size_bytes: z.int() });

export const videoShape = z.strictObject({
  id: z.string(),
  object: z.literal('video'),
  created_at: z.int(),
  completed_at: z.int().nullable(),
  /** Always null: an operator decides how long files are kept. */
  expires_at: z.int().nullable(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  /** 0, or 100 once it is completed: providers do not say how far they are. */
  progress: z.int(),
  model: z.string(),
  prompt: z.string().nullable(),
  /** As asked for, or as it came out. */
  seconds: z.string().nullable(),
  size: z.string().nullable(),
  remixed_from_video_id: z.null(),
  output: outputShape.nullable(),
  /** All of them, where several were asked for. */
  outputs: z.array(outputShape),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  metadata: metadataShape,
});

export type Video = z.output<typeof videoShape>;

export function isVideo(
  catalog: Pick<Catalog, 'model'>,
  { model, outputs }: Pick<Generation, 'model' | 'outputs'>,
): boolean {
  const kind = catalog.model(model)?.kind;
  return kind === undefined ? outputs.some(isMoving) : kind === 'VIDEO';
}

/** It has a size and a length, whatever its type: moving pictures are videos, too. */
const isMoving = ({ width, durationMilliseconds }: StoredOutput): boolean =>
  width !== undefined && durationMilliseconds !== undefined;

const STATUSES = {
  QUEUED: 'queued',
  RUNNING: 'in_progress',
  SUCCEEDED: 'completed',
  FAILED: 'failed',
  CANCELED: 'failed',
} as const satisfies Record<GenerationStatus, Video['status']>;

export function toVideo(generation: Generation, metadata: Metadata): Video {
  const { id, createdAt, endedAt, status, model, prompt, parameters } = generation;
  const outputs = generation.outputs.map(toOutput);
  const [first] = generation.outputs;
  const isCompleted = status === 'SUCCEEDED';
  return {
    id: toPublicId('gen', id),
    object: 'video',
    created_at: toSeconds(createdAt),
    completed_at: isCompleted && endedAt !== undefined ? toSeconds(endedAt) : null,
    expires_at: null,
    status: STATUSES[status],
    progress: isCompleted ? 100 : 0,
    model,
    prompt: prompt ?? null,
    seconds: secondsOf(parameters, first),
    size: sizeOf(parameters, first),
    remixed_from_video_id: null,
    output: outputs[0] ?? null,
    outputs,
    error: errorOf(generation),
    metadata,
  };
}

const toSeconds = (date: Date): number => Math.trunc(date.getTime() / 1_000);

const toOutput = ({ url, mimeType, bytes }: StoredOutput): Video['outputs'][number] => ({
  ...{ url, content_type: mimeType, size_bytes: bytes },
});

function secondsOf({ duration }: Generation['parameters'], output: StoredOutput | undefined): string | null {
  if (typeof duration === 'number') return String(duration);
  return output?.durationMilliseconds === undefined ? null : String(output.durationMilliseconds / 1_000);
}

function sizeOf(parameters: Generation['parameters'], output: StoredOutput | undefined): string | null {
  if (output?.width !== undefined && output.height !== undefined) return `${output.width}x${output.height}`;
  const asked = parameters['size'] ?? parameters['aspect_ratio'];
  return typeof asked === 'string' ? asked : null;
}

function errorOf({ status, error }: Generation): Video['error'] {
  if (status === 'CANCELED') return { code: codeOfFailure('CANCELED'), message: 'It was canceled.' };
  if (status !== 'FAILED') return null;
  return {
    code: codeOfFailure(error?.code ?? 'PROVIDER_ERROR'),
    message: error?.message ?? 'No provider delivered.',
  };
}
