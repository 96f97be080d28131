// Parameters against a model's JSON Schema: defaults filled in, or a refusal that says where and what is allowed.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { allowedInWords } from './allowed-in-words.ts';
import type { JsonSchema, Model } from './model.ts';
import { SANDBOX_PARAMETER, SANDBOX_PARAMETER_SCHEMA } from './sandbox-parameter.ts';

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

const SANDBOX_REFERENCE: JsonSchema = { 'x-internal': true, $ref: SANDBOX_PARAMETER };

/**
 * Ajv refuses keywords that it does not know, so that a misspelt one is found; `x-internal` is ours. Its optimizer takes
 * longer than all the validations that it could shorten.
 */
function createAjv(): Ajv {
  const ajv = new Ajv({
    useDefaults: true,
    verbose: true,
    strict: true,
    addUsedSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  ajv.addKeyword('x-internal');
  ajv.addFormat('uri', /^https?:\/\/[^\s/]/i);
  ajv.addSchema(SANDBOX_PARAMETER_SCHEMA, SANDBOX_PARAMETER);
  return ajv;
}

/** The sandbox parameter is the same in every model, and larger than most models' own: it is compiled once. */
function shareSandbox(schema: JsonSchema): JsonSchema {
  const properties = propertiesOf(schema);
  return properties[SANDBOX_PARAMETER] === SANDBOX_PARAMETER_SCHEMA
    ? { ...schema, properties: { ...properties, [SANDBOX_PARAMETER]: SANDBOX_REFERENCE } }
    : schema;
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

/** Ajv writes defaults into what it checks: the caller's object stays as it was. */
function copyOf(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isFlat = Object.values(parameters).every((value) => typeof value !== 'object');
  return isFlat ? { ...parameters } : structuredClone(parameters);
}

/** Compiles a schema when it is first used and once for all models that have the same: thousands of models share a few. */
function createCompiler(): (schema: JsonSchema) => ValidateFunction {
  const ajv = createAjv();
  const bySchema = new WeakMap<JsonSchema, ValidateFunction>();
  const byText = new Map<string, ValidateFunction>();
  return (schema) => {
    const known = bySchema.get(schema);
    if (known !== undefined) {
      return known;
    }
    const text = JSON.stringify(schema);
    const validate = byText.get(text) ?? ajv.compile(shareSandbox(schema));
    byText.set(text, validate);
    bySchema.set(schema, validate);
    return validate;
  };
}

export function createParameterValidator(): (
  model: Model,
  parameters: Readonly<Record<string, unknown>>,
) => ParameterCheck {
  const compile = createCompiler();
  return (model, parameters) => {
    const validate = compile(model.parameterSchema);
    const copy = copyOf(parameters);
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
