// The parameter `sandbox`: how a caller tells the sandbox to go wrong, to rehearse what real providers do.
import { z } from 'zod';

const OUTCOMES = ['succeed', 'fail', 'reject', 'timeout', 'partial'] as const;
const MAX_DELAY_MILLISECONDS = 600_000;
const MAX_OUTPUTS = 100;

/** The catalog's JSON Schema of this parameter says the same to customers (catalog/sandbox-parameter.ts). */
const MISBEHAVIOUR = z.strictObject({
  outcome: z.enum(OUTCOMES).default('succeed'),
  deliver: z.int().min(0).max(MAX_OUTPUTS).optional(),
  delayMilliseconds: z.int().min(0).max(MAX_DELAY_MILLISECONDS).default(0),
});

export type Misbehaviour = z.infer<typeof MISBEHAVIOUR>;

/** What the parameters ask for; undefined if `sandbox` is there and not understood. */
export function parseMisbehaviour(parameters: Readonly<Record<string, unknown>>): Misbehaviour | undefined {
  return MISBEHAVIOUR.safeParse(parameters['sandbox'] ?? {}).data;
}

/** How many of `count` outputs are delivered. */
export function deliveredCount({ outcome, deliver }: Misbehaviour, count: number): number {
  return outcome === 'partial' ? Math.min(deliver ?? count - 1, count) : count;
}
