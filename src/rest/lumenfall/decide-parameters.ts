// What is asked in the words of OpenAI's API, as the parameters of a model. Pure. What a model cannot do is refused, unless the value
// asks for nothing in particular.
import { decideFrame } from './decide-frame.ts';
import {
  type JsonSchema,
  NOTHING,
  type Parameters,
  type Properties,
  type Step,
  set,
  together,
  type Wishes,
  wrong,
} from './decide-step.ts';

/** Values that ask for nothing that a model without such a choice would not do anyway. */
const NEUTRAL: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['quality', ['auto', 'standard', 'medium']],
  ['style', ['vivid']],
  ['background', ['auto', 'opaque']],
  ['moderation', ['auto', 'low']],
  ['output_compression', [100]],
  ['partial_images', [0]],
  ['stream', [false]],
]);

export const USUAL_FIELDS: readonly string[] = [...NEUTRAL.keys()];

/** `schema`: of the model's parameters. */
export function decideParameters(schema: JsonSchema, wishes: Wishes): Step {
  const properties = propertiesOf(schema);
  const steps = [
    decideOthers(properties, wishes.others),
    decideFrame(properties, wishes),
    decideSeconds(properties, wishes.seconds),
    decideFormat(properties, wishes.outputFormat),
    ...Object.entries(wishes.usual).map(([field, value]) => decideUsual(properties, field, value)),
    decideReferences(properties, wishes.references),
  ];
  return together(steps);
}

function propertiesOf({ properties }: JsonSchema): Properties {
  return new Map(Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>));
}

function decideSeconds(properties: Properties, seconds: number | undefined): Step {
  if (seconds === undefined) return NOTHING;
  return properties.has('duration')
    ? set('duration', seconds)
    : wrong('seconds', 'This model has no choice of length.', ['nothing']);
}

function decideFormat(properties: Properties, format: string | undefined): Step {
  if (format === undefined) return NOTHING;
  return properties.has('output_format')
    ? set('output_format', format === 'jpg' ? 'jpeg' : format)
    : wrong('output_format', 'This model has no choice of file format.', ['nothing']);
}

function decideUsual(properties: Properties, field: string, value: unknown): Step {
  if (value === undefined || value === null || value === 'auto') return NOTHING;
  const property = properties.get(field);
  if (property !== undefined) return set(field, fit(value, property));
  const neutral = NEUTRAL.get(field) ?? [];
  if (neutral.some((one) => one === fit(value, { type: typeof one }))) return NOTHING;
  const message = `This model has no choice of ${field}.`;
  return wrong(field, message, [...neutral.map(String), 'nothing']);
}

function decideReferences(properties: Properties, references: readonly string[]): Step {
  const [first, ...others] = references;
  if (first === undefined) return NOTHING;
  if (properties.has('reference_images')) return set('reference_images', references);
  if (!properties.has('image_url')) {
    return wrong('image', 'This model does not begin with pictures.', ['no picture', 'another model']);
  }
  if (others.length > 0) return wrong('image', 'This model does not support multiple input images.', ['one picture']);
  return together([set('image_url', first), decideEdit(properties)]);
}

/** A model with two prices, of which one is for what begins with a picture. */
function decideEdit(properties: Properties): Step {
  const values = properties.get('mode')?.['enum'];
  return Array.isArray(values) && values.includes('edit') ? set('mode', 'edit') : NOTHING;
}

function decideOthers(properties: Properties, others: Parameters): Step {
  const entries = Object.entries(others).filter(([, value]) => value !== undefined);
  return { parameters: Object.fromEntries(entries.map(([name, value]) => [name, fit(value, properties.get(name))])) };
}

/** A form has texts only: one that reads as what the model wants becomes that. */
function fit(value: unknown, property: JsonSchema | undefined): unknown {
  if (typeof value !== 'string') return value;
  switch (property?.['type']) {
    case 'integer':
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' || (value === 'false' ? false : value);
    default:
      return value;
  }
}
