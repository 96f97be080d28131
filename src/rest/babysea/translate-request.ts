// A request for a generation in our words. Nothing is refused here: what a model cannot do is handed on as it is, and refused by the
// same rule, and noted in the same log, as for everybody.
import type { Model } from '../../catalog/index.ts';
import {
  FORMAT_OF,
  INPUT_PARAMETERS,
  PARAMETER_OF,
  PREFIX,
  READ_APART,
  SIZES_OF_RATIO,
  VIDEO_FORMAT,
} from './vocabulary.ts';

/** The body of a request for a generation; whatever else it has is the model's own. */
export interface GenerationFields extends Readonly<Record<string, unknown>> {
  readonly generation_prompt: string;
  readonly generation_ratio?: string | undefined;
  readonly generation_output_number?: number | undefined;
  readonly generation_input_file?: readonly string[] | undefined;
  readonly generation_provider_order?: string | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;
type Named = readonly (readonly [name: string, value: unknown])[];

export interface RequestedGeneration {
  readonly model: string;
  readonly prompt: string;
  readonly parameters: Parameters;
  readonly count: number;
  readonly providerOrder: readonly string[] | undefined;
}

/** `model`: undefined when nothing of this name is sold. */
export function toRequestedGeneration(
  identifier: string,
  model: Model | undefined,
  fields: GenerationFields,
): RequestedGeneration {
  const { generation_prompt: prompt, generation_output_number: count = 1, generation_provider_order: order } = fields;
  const named: Named = [
    ...ownNames(model, fields),
    ...ratioIn(model, fields.generation_ratio),
    ...inputsIn(model, fields.generation_input_file ?? []),
  ];
  return { model: identifier, prompt, parameters: toParameters(named), count, providerOrder: providersIn(order) };
}

/** Without a prototype: a field may have any name. */
export function toParameters(named: Named): Parameters {
  const parameters = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of named) parameters[name] = value;
  return parameters;
}

function ownNames(model: Model | undefined, fields: GenerationFields): Named {
  return Object.entries(fields)
    .filter(([field, value]) => !READ_APART.has(field) && value !== undefined && value !== null)
    .map(([field, value]) => [parameterOf(field), wordOf(field, value)] as const)
    .filter(([name, value]) => !saysNothing(model, name, value));
}

const parameterOf = (field: string): string =>
  PARAMETER_OF.get(field) ?? (field.startsWith(PREFIX) ? field.slice(PREFIX.length) : field);

const wordOf = (field: string, value: unknown): unknown =>
  field === 'generation_output_format' && typeof value === 'string' ? (FORMAT_OF.get(value) ?? value) : value;

/** No sound of a model that makes none, and the only format that videos have: clients send both to every model. */
export function saysNothing(model: Model | undefined, name: string, value: unknown): boolean {
  if (model === undefined || hasParameter(model, name)) return false;
  return (
    (name === 'audio' && value === false) || (name === 'output_format' && value === VIDEO_FORMAT && isVideo(model))
  );
}

const isVideo = ({ kind }: Model): boolean => kind === 'VIDEO';

/** The shape that is wanted, as the model takes it. */
function ratioIn(model: Model | undefined, ratio: string | undefined): Named {
  if (ratio === undefined) return [];
  const asRatio: Named = [['aspect_ratio', ratio]];
  if (model === undefined || hasParameter(model, 'aspect_ratio')) return asRatio;
  const sizes = SIZES_OF_RATIO.get(ratio) ?? [];
  if (hasParameter(model, 'size')) {
    const offered = valuesOf(model, 'size').find((size) => sizes.includes(String(size)));
    return [['size', offered ?? ratio]];
  }
  return hasParameter(model, 'width') ? sidesOf(sizes[0], asRatio) : asRatio;
}

function sidesOf(size: string | undefined, otherwise: Named): Named {
  if (size === undefined) return otherwise;
  const [width, height] = size.split('x').map(Number);
  return [
    ['width', width],
    ['height', height],
  ];
}

/** The ratio behind a size, `1024x1024`; undefined when it is nobody's. */
export function ratioOfSize(size: string): string | undefined {
  return [...SIZES_OF_RATIO].find(([, sizes]) => sizes.includes(size))?.[0];
}

/** A list takes all files; what takes one gets its own, in the order in which the model names them. */
function inputsIn(model: Model | undefined, files: readonly string[]): Named {
  if (files.length === 0) return [];
  const names = model === undefined ? [] : namesOf(model).filter((name) => INPUT_PARAMETERS.has(name));
  const [first = 'image_url'] = names;
  if (names.some((name) => INPUT_PARAMETERS.get(name) === 'all')) return [['reference_images', files]];
  if (files.length > Math.max(names.length, 1)) return [[first, files]];
  return files.map((file, index) => [names[index] ?? first, file] as const);
}

/** "replicate, fal" in that order; nothing: the storefront's own. */
export function providersIn(order: string | undefined): readonly string[] | undefined {
  const names = (order ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? undefined : given;
}

// A model's parameters, out of its schema.

export interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

export function schemasOf({ parameterSchema }: Pick<Model, 'parameterSchema'>): ReadonlyMap<string, ParameterSchema> {
  const properties = parameterSchema['properties'] ?? {};
  return new Map(Object.entries(properties as Readonly<Record<string, ParameterSchema>>));
}

export const namesOf = (model: Pick<Model, 'parameterSchema'>): string[] => [...schemasOf(model).keys()];

export const hasParameter = (model: Pick<Model, 'parameterSchema'>, name: string): boolean =>
  schemasOf(model).has(name);

/** What can be chosen, the default first; none when it is no choice of some. */
export function valuesOf(model: Pick<Model, 'parameterSchema'>, name: string): readonly unknown[] {
  const { enum: values = [], default: usual } = schemasOf(model).get(name) ?? {};
  return values.includes(usual) ? [usual, ...values.filter((value) => value !== usual)] : values;
}
