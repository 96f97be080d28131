// The parameter by which a caller tells the sandbox provider to go wrong. It never changes a price.

import type { JsonSchema } from './model.ts';

export const SANDBOX_PROVIDER = 'sandbox';
export const SANDBOX_PARAMETER = 'sandbox';

/** `x-internal`: a frontend leaves it out of the form. */
export const SANDBOX_PARAMETER_SCHEMA: JsonSchema = {
  'x-internal': true,
  type: 'object',
  title: 'Sandbox',
  description: 'Tells the sandbox provider how to behave; other providers never see it.',
  additionalProperties: false,
  properties: {
    outcome: {
      type: 'string',
      title: 'Outcome',
      enum: ['succeed', 'fail', 'reject', 'timeout', 'partial'],
      default: 'succeed',
      description:
        'fail: a provider error, worth another try. reject: refused for its content. ' +
        'timeout: never comes to an end. partial: delivers fewer outputs than asked.',
    },
    deliver: {
      type: 'integer',
      title: 'Deliver',
      minimum: 0,
      maximum: 100,
      description: 'With partial: how many outputs to deliver, by default one fewer than asked.',
    },
    delayMilliseconds: {
      type: 'integer',
      title: 'Delay',
      minimum: 0,
      maximum: 600_000,
      default: 0,
      description: 'Time before the work begins.',
    },
  },
};
