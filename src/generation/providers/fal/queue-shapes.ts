// What fal's queue answers. Sources: https://docs.fal.ai/model-apis/model-endpoints/queue (submission, status),
// https://fal.ai/docs/documentation/model-apis/errors (`detail` as a list), …/request-errors (`detail` as text, `error_type`),
// and the media types of github.com/fal-ai/fal-js, libs/client/src/types/endpoints.ts (images, image, video, audio, audio_file).
import { z } from 'zod';
import type { MediaSource } from '../../outputs/index.ts';

const requestId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);

export const submissionShape = z.object({ request_id: requestId });
export const statusShape = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) });
export const webhookShape = z.object({ request_id: requestId });

const modelError = z.object({ type: z.string().optional(), msg: z.string().optional() });
export const errorShape = z.object({
  detail: z.union([z.string(), z.array(modelError)]).optional(),
  error_type: z.string().optional(),
});

const file = z.object({ url: z.string() });
const resultShape = z.object({
  images: z.array(file).optional(),
  image: file.nullish(),
  video: file.nullish(),
  videos: z.array(file).optional(),
  audio: file.nullish(),
  audio_file: file.nullish(),
  /** Of image models with a safety checker: an image that it blackened is true here, in the order of `images`. */
  has_nsfw_concepts: z.array(z.boolean()).nullish(),
});

export interface FalResult {
  readonly sources: readonly MediaSource[];
  /** How many more there would be, had the safety checker not blackened them. */
  readonly withheld: number;
}

/** Undefined when this is no result of a model that makes media. */
export function readResult(body: unknown): FalResult | undefined {
  const result = resultShape.safeParse(body).data;
  if (result === undefined) return undefined;
  const {
    images = [],
    videos = [],
    image,
    video,
    audio,
    audio_file: audioFile,
    has_nsfw_concepts: isWithheld,
  } = result;
  const shown = images.filter((_, index) => isWithheld?.[index] !== true);
  const others = [image, video, ...videos, audio, audioFile].filter((one) => one !== undefined && one !== null);
  const sources = [...shown, ...others].map(({ url }) => ({ url }));
  const withheld = images.length - shown.length;
  return sources.length + withheld > 0 ? { sources, withheld } : undefined;
}
