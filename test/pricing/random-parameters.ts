// Random parameters that a model's JSON Schema accepts.
import fc from 'fast-check';
import type { Model } from '../../src/catalog/index.ts';

type Schema = Readonly<Record<string, unknown>>;

const asNumber = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function wholeNumber(schema: Schema): fc.Arbitrary<number> {
  const step = asNumber(schema['multipleOf'], 1);
  const min = Math.ceil(asNumber(schema['minimum'], 0) / step);
  const max = Math.floor(asNumber(schema['maximum'], 10_000) / step);
  return fc.integer({ min, max }).map((steps) => steps * step);
}

function ofType(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return wholeNumber(schema);
    case 'number':
      // Thousandths: what a customer may write, and what a number can hold.
      return fc
        .integer({ min: asNumber(schema['minimum'], 0) * 1000, max: asNumber(schema['maximum'], 1000) * 1000 })
        .map((thousandths) => thousandths / 1000);
    case 'array':
      return fc.array(ofSchema(schema['items'] as Schema), {
        minLength: asNumber(schema['minItems'], 0),
        maxLength: Math.min(asNumber(schema['maxItems'], 5), 20),
      });
    default:
      return schema['format'] === 'uri'
        ? fc.constant('https://files.example/a.png')
        : fc.constant('x'.repeat(asNumber(schema['minLength'], 1)));
  }
}

function ofSchema(schema: Schema): fc.Arbitrary<unknown> {
  const values: unknown = schema['enum'];
  return Array.isArray(values) ? fc.constantFrom(...(values as unknown[])) : ofType(schema);
}

/** Required parameters always, the others sometimes; never the sandbox's. */
export function parametersOf({ parameterSchema }: Model): fc.Arbitrary<Record<string, unknown>> {
  const properties = Object.entries((parameterSchema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const shown = properties.filter(([, schema]) => schema['x-internal'] !== true);
  const required = (parameterSchema['required'] ?? []) as string[];
  const arbitraries = Object.fromEntries(shown.map(([name, schema]) => [name, ofSchema(schema)]));
  return fc.record(arbitraries, { requiredKeys: required });
}
