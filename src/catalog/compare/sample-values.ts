// Values that a parameter can have, read from its schema: enough of them to see what it does to a price.

import type { JsonSchema, Model } from '../sell/model.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

const SAMPLE_ADDRESS = 'https://example.com/sample';
/** Characters of a sample text: the block that most prices of text are stated for. */
const SAMPLE_TEXT_LENGTH = 1000;

export function parametersOf({ parameterSchema }: Model): Schemas {
  return (parameterSchema['properties'] ?? {}) as Schemas;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function sampleText(schema: JsonSchema): string {
  return schema['format'] === 'uri'
    ? SAMPLE_ADDRESS
    : 'a'.repeat(Math.min(SAMPLE_TEXT_LENGTH, numberOr(schema['maxLength'], SAMPLE_TEXT_LENGTH)));
}

function sampleList(schema: JsonSchema, length: number): string[] {
  const [first] = sampleValues((schema['items'] ?? {}) as JsonSchema);
  return Array.from({ length }, () => String(first));
}

function ends(schema: JsonSchema): number[] {
  return [schema['minimum'], schema['maximum']].filter((end) => typeof end === 'number');
}

/** All values of an enum, both of a boolean, both ends of a range, the shortest and the longest list. */
export function sampleValues(schema: JsonSchema): unknown[] {
  const values: unknown = schema['enum'];
  if (Array.isArray(values)) {
    return values;
  }
  switch (schema['type']) {
    case 'boolean':
      return [false, true];
    case 'integer':
    case 'number':
      return ends(schema);
    case 'array':
      return [numberOr(schema['minItems'], 0), numberOr(schema['maxItems'], 1)].map((length) =>
        sampleList(schema, length),
      );
    default:
      return [sampleText(schema)];
  }
}

/** A value for each parameter that has to be given, so that any model can be priced. */
export function requiredValues(model: Model): Readonly<Record<string, unknown>> {
  const required = (model.parameterSchema['required'] ?? []) as readonly string[];
  const parameters = parametersOf(model);
  return Object.fromEntries(
    required.map((name) => {
      const schema = parameters[name] ?? {};
      return [name, schema['default'] ?? sampleValues(schema)[0]];
    }),
  );
}
