// What the image API of OpenAI, and of vendors with the same API, answers.
// Source: github.com/openai/openai-openapi, openapi.yaml: ImagesResponse, Image, ErrorResponse; the error codes are those of
// https://platform.openai.com/docs/guides/error-codes and of refusals of its image models (moderation_blocked).
import { z } from 'zod';
import type { MediaSource } from '../../outputs/index.ts';
import type { RefusalDetail } from '../http/judge-refusal.ts';

export const imagesShape = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish(), url: z.string().nullish() })),
});

export function sourcesOf({ data }: z.infer<typeof imagesShape>): MediaSource[] {
  return data.flatMap(({ b64_json: base64, url }): MediaSource[] => {
    if (typeof base64 === 'string') return [{ content: Buffer.from(base64, 'base64') }];
    return typeof url === 'string' ? [{ url }] : [];
  });
}

const errorShape = z.object({
  error: z.object({
    message: z.string().nullish(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
});

const KINDS = [
  ['policy', /content_policy_violation|moderation_blocked|content_filter|safety/],
  // These come with 400, 403, 404 or 429 and say something of our account there.
  ['ours', /billing_hard_limit_reached|model_not_found|invalid_api_key|unsupported_country/],
  ['overload', /insufficient_quota|rate_limit_exceeded|server_error|overloaded/],
] as const;

export function describeImagesError(body: unknown): RefusalDetail {
  const error = errorShape.safeParse(body).data?.error;
  if (error === undefined) return { message: undefined };
  const { message, code, type } = error;
  const detail = { message: message ?? undefined };
  const known = KINDS.find(([, words]) => words.test(`${String(code)} ${String(type)}`));
  return known === undefined ? detail : { ...detail, kind: known[0] };
}
