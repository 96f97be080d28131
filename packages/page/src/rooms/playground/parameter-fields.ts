// JSON Schema of a model's parameters as fields of a form, and what was typed as parameters. Pure.

export type ParameterSchema = Readonly<Record<string, unknown>>;
/** What stands in the fields, by the name of the parameter. */
export type ParameterTexts = Readonly<Record<string, string>>;

export type FieldKind = 'choice' | 'flag' | 'number' | 'address' | 'list' | 'text';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly kind: FieldKind;
  /** Of a choice. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
  /** What the model takes without a word about it; "" when that is nothing. */
  readonly initial: string;
}

interface Property {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: string | number | boolean;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export function fieldsOf(schema: ParameterSchema): Field[] {
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  return [...propertiesOf(schema)].map(([name, property]) => ({
    name,
    label: property.title ?? name,
    help: helpOf(property),
    kind: kindOf(property),
    options: (property.enum ?? []).map(String),
    isRequired: required.has(name),
    initial: property.default === undefined ? '' : String(property.default),
  }));
}

const propertiesOf = (schema: ParameterSchema): ReadonlyMap<string, Property> =>
  new Map(Object.entries((schema['properties'] ?? {}) as Record<string, Property>));

function kindOf({ enum: values, type, format }: Property): FieldKind {
  if (values !== undefined) return 'choice';
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return 'list';
  return format === 'uri' ? 'address' : 'text';
}

function helpOf({ description, minimum, maximum, type }: Property): string | undefined {
  const bounds = minimum === undefined || maximum === undefined ? undefined : `${minimum} to ${maximum}.`;
  const lines = type === 'array' ? 'One on each line.' : undefined;
  const parts = [description, bounds, lines].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Only what was typed: what is empty is left to the model. A number that is none goes as text, and is refused with words. */
export function parametersOf(schema: ParameterSchema, texts: ParameterTexts): Record<string, unknown> {
  const typed = [...propertiesOf(schema)].flatMap(([name, property]): [string, unknown][] => {
    const text = texts[name]?.trim() ?? '';
    return text === '' ? [] : [[name, valueOf(property, text)]];
  });
  return Object.fromEntries(typed);
}

function valueOf(property: Property, text: string): unknown {
  const chosen = property.enum?.find((value) => String(value) === text);
  if (chosen !== undefined) return chosen;
  switch (kindOf(property)) {
    case 'flag':
      return text === 'true';
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'list':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    default:
      return text;
  }
}
