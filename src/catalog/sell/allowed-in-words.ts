// What a JSON Schema accepts, in words for the `allowed` list of a refusal.

import type { JsonSchema } from './model.ts';

/** "1 to 10", "2", "at least 1", "at most 10"; nothing without limits. */
function range(least: unknown, most: unknown): string | undefined {
  if (typeof least === 'number' && typeof most === 'number') {
    return least === most ? String(least) : `${String(least)} to ${String(most)}`;
  }
  if (typeof least === 'number') {
    return `at least ${String(least)}`;
  }
  return typeof most === 'number' ? `at most ${String(most)}` : undefined;
}

function numbers(noun: string, schema: JsonSchema): string {
  const limits = range(schema['minimum'], schema['maximum']) ?? noun;
  const step = schema['multipleOf'];
  return typeof step === 'number' ? `${limits}, in steps of ${String(step)}` : limits;
}

function sized(noun: string, unit: string, limits: string | undefined): string {
  return limits === undefined ? noun : `${noun} of ${limits} ${unit}`;
}

function text(schema: JsonSchema): string {
  const noun = schema['format'] === 'uri' ? 'an http or https address' : 'a text';
  return sized(noun, 'characters', range(schema['minLength'], schema['maxLength']));
}

function byType(schema: JsonSchema): string {
  switch (schema['type']) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return numbers('a whole number', schema);
    case 'number':
      return numbers('a number', schema);
    case 'string':
      return text(schema);
    case 'array':
      return sized('a list', 'items', range(schema['minItems'], schema['maxItems']));
    default:
      return 'an object';
  }
}

/** The values of an enum one by one; otherwise one phrase, for example "1 to 10" or "a text of at most 200 characters". */
export function allowedInWords(schema: JsonSchema): string[] {
  const values: unknown = schema['enum'];
  if (Array.isArray(values)) {
    return values.map(String);
  }
  return [byType(schema)];
}
