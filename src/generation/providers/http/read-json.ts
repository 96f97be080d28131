import type { z } from 'zod';
import { AnswerLost, type ProviderAnswer } from './provider-http.ts';

/** The body as JSON; undefined when it is none, such as the HTML page of a proxy. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Throws `AnswerLost` when a successful answer is not of the documented shape: then nobody knows what it means. */
export function readShape<Shape>(schema: z.ZodType<Shape>, answer: ProviderAnswer): Shape {
  const parsed = answer.status < 300 ? schema.safeParse(parseJson(answer.body)) : undefined;
  if (parsed?.success !== true) throw new AnswerLost(`an answer with status ${answer.status} that is not understood`);
  return parsed.data;
}
