// The part of JSON Schema that a parameter may use: small enough that every frontend can draw a form from it.

import { z } from 'zod';

const labels = { title: z.string().min(1), description: z.string().min(1).optional() };

const text = z.strictObject({
  type: z.literal('string'),
  ...labels,
  default: z.string().optional(),
  enum: z.array(z.string()).min(1).optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(1).optional(),
  format: z.literal('uri').optional(),
  examples: z.array(z.string()).optional(),
});

const integer = z.strictObject({
  type: z.literal('integer'),
  ...labels,
  default: z.int().optional(),
  enum: z.array(z.int()).min(1).optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  multipleOf: z.int().min(1).optional(),
});

const number = z.strictObject({
  type: z.literal('number'),
  ...labels,
  default: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

const boolean = z.strictObject({ type: z.literal('boolean'), ...labels, default: z.boolean().optional() });

const list = z.strictObject({
  type: z.literal('array'),
  ...labels,
  items: text.partial({ title: true }),
  minItems: z.int().min(0).optional(),
  maxItems: z.int().min(1),
});

const TYPES = [text, integer, number, boolean, list] as const;

export type ParameterSchema = z.infer<(typeof TYPES)[number]>;

function inRange(limits: { minimum?: number | undefined; maximum?: number | undefined }, value: unknown): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = limits;
  return typeof value === 'number' && value >= minimum && value <= maximum;
}

function isListed(values: readonly unknown[] | undefined, value: unknown): boolean {
  return values === undefined || values.includes(value);
}

/** Whether the parameter can have the value: its type, its enum and its range. */
export function accepts(parameter: ParameterSchema, value: string | number | boolean): boolean {
  switch (parameter.type) {
    case 'string':
      return typeof value === 'string' && isListed(parameter.enum, value);
    case 'integer':
      return Number.isInteger(value) && inRange(parameter, value) && isListed(parameter.enum, value);
    case 'number':
      return inRange(parameter, value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return false;
    default:
      return parameter satisfies never;
  }
}

function fitsItself(parameter: ParameterSchema): boolean {
  return parameter.type === 'array' || parameter.default === undefined || accepts(parameter, parameter.default);
}

export const parameterSchema = z
  .discriminatedUnion('type', TYPES, {
    error: `a parameter's type is one of ${TYPES.map((type) => type.shape.type.value).join(', ')}`,
  })
  .refine(fitsItself, {
    path: ['default'],
    message: 'the default is not one of the values that the parameter accepts',
  });
