// Parameters against a model's JSON Schema: defaults filled in, or a refusal that says where and what is allowed.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { allowedInWords } from './allowed-in-words.ts';
import type { JsonSchema, Model } from './model.ts';

export interface ParameterRefusal {
  readonly code: 'INVALID_PARAMETER';
  readonly message: string;
  /** From the request: ['parameters', 'size']. */
  readonly path: readonly string[];
  /** What would have been accepted, in words. */
  readonly allowed: readonly string[];
}

export type ParameterCheck =
  | { readonly ok: true; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: ParameterRefusal };

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Ajv refuses keywords that it does not know, so that a misspelt one is found; this one is ours. */
function createAjv(): Ajv {
  const ajv = new Ajv({ useDefaults: true, verbose: true, strict: true, addUsedSchema: false });
  ajv.addKeyword('x-internal');
  ajv.addFormat('uri', /^https?:\/\/[^\s/]/i);
  return ajv;
}

function propertiesOf(schema: JsonSchema): Schemas {
  return (schema['properties'] ?? {}) as Schemas;
}

function publicNames(schema: JsonSchema): string[] {
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) =>
    property['x-internal'] === true ? [] : [name],
  );
}

function pointerToPath(pointer: string): string[] {
  const segments = pointer.split('/').slice(1);
  return ['parameters', ...segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))];
}

function unknownParameter(name: string, path: readonly string[], parent: JsonSchema): ParameterRefusal {
  const allowed = publicNames(parent);
  const message =
    allowed.length === 0
      ? `There is no parameter "${name}".`
      : `There is no parameter "${name}"; there are ${allowed.join(', ')}.`;
  return { code: 'INVALID_PARAMETER', message, path: [...path, name], allowed };
}

function missingParameter(name: string, path: readonly string[], parent: JsonSchema): ParameterRefusal {
  const property = propertiesOf(parent)[name];
  const allowed = property === undefined ? [] : allowedInWords(property);
  return {
    code: 'INVALID_PARAMETER',
    message: `The parameter "${name}" is missing.`,
    path: [...path, name],
    allowed,
  };
}

function toRefusal(error: ErrorObject): ParameterRefusal {
  const path = pointerToPath(error.instancePath);
  const schema = (error.parentSchema ?? {}) as JsonSchema;
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'additionalProperties') {
    return unknownParameter(String(params['additionalProperty']), path, schema);
  }
  if (error.keyword === 'required') {
    return missingParameter(String(params['missingProperty']), path, schema);
  }
  const allowed = allowedInWords(schema);
  const name = path.slice(1).join('.');
  const wanted = allowed.length > 1 ? `one of ${allowed.join(', ')}` : allowed.join();
  const message = `The parameter "${name}" has to be ${wanted}.`;
  return { code: 'INVALID_PARAMETER', message, path, allowed };
}

/** Compiles a model's schema when it is first used, so that thousands of models cost nothing at start. */
export function createParameterValidator(): (
  model: Model,
  parameters: Readonly<Record<string, unknown>>,
) => ParameterCheck {
  const ajv = createAjv();
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();
  return (model, parameters) => {
    const validate = compiled.get(model.parameterSchema) ?? ajv.compile(model.parameterSchema);
    compiled.set(model.parameterSchema, validate);
    // Ajv writes defaults into what it checks: the caller's object stays as it was.
    const copy = structuredClone(parameters);
    if (validate(copy)) {
      return { ok: true, parameters: copy };
    }
    const [error] = validate.errors ?? [];
    if (error === undefined) {
      throw new Error(`the parameters of ${model.identifier} were refused without a reason`);
    }
    return { ok: false, refusal: toRefusal(error) };
  };
}
