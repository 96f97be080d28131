// The parameter `sandbox`: how a caller tells the sandbox to go wrong, to rehearse what real providers do.
import { z } from 'zod';

const OUTCOMES = ['succeed', 'fail', 'reject', 'timeout', 'partial'] as const;
const MAX_DELAY_MILLISECONDS = 600_000;
const MAX_OUTPUTS = 100;

/** JSON Schema of the parameter, for models that the sandbox serves. It never changes a price. */
export const SANDBOX_PARAMETER_SCHEMA = {
  type: 'object',
  description: 'Tells the sandbox provider how to behave; other providers never see it.',
  additionalProperties: false,
  properties: {
    outcome: {
      type: 'string',
      enum: [...OUTCOMES],
      default: 'succeed',
      description:
        'fail: a provider error, worth another try. reject: refused for its content. ' +
        'timeout: never comes to an end. partial: delivers fewer outputs than asked.',
    },
    deliver: {
      type: 'integer',
      minimum: 0,
      maximum: MAX_OUTPUTS,
      description: 'With partial: how many outputs to deliver, by default one fewer than asked.',
    },
    delayMilliseconds: {
      type: 'integer',
      minimum: 0,
      maximum: MAX_DELAY_MILLISECONDS,
      default: 0,
      description: 'Time before the work begins.',
    },
  },
} as const;

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
