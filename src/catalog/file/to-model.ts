// A model of a storefront file to the model that is sold: its full parameter schema, its price in words.

import { exactnessOf, type Noun, type PricedModel, summarizePrice } from '../../pricing/index.ts';
import type { JsonSchema, Model, ModelKind } from '../sell/model.ts';
import { SANDBOX_PARAMETER, SANDBOX_PARAMETER_SCHEMA, SANDBOX_PROVIDER } from '../sell/sandbox-parameter.ts';
import type { FileModel } from './model-schema.ts';
import { nameOfProvider } from './provider-schema.ts';

/** How long a reservation may stay open; videos take longer than the five minutes of the others. */
const DEADLINE_SECONDS: Readonly<Record<ModelKind, number>> = {
  IMAGE: 300,
  VOICE: 300,
  SOUND: 300,
  MUSIC: 600,
  VIDEO: 1800,
};

function parameterSchemaOf({ parameters, required, providers }: FileModel): JsonSchema {
  const sandbox = providers.map(nameOfProvider).includes(SANDBOX_PROVIDER)
    ? { [SANDBOX_PARAMETER]: SANDBOX_PARAMETER_SCHEMA }
    : {};
  return {
    type: 'object',
    properties: { ...parameters, ...sandbox },
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

export function toModel(file: FileModel, unit: Noun): Model {
  const { identifier, meters, rules } = file;
  const price: PricedModel = { identifier, unit, meters, rules };
  return {
    identifier,
    name: file.name,
    kind: file.kind,
    available: rules.length > 0,
    parameterSchema: parameterSchemaOf(file),
    exactness: exactnessOf(price),
    priceSummary: summarizePrice(price),
    providers: file.providers.map(nameOfProvider),
    upstream: file.providers.filter((provider) => typeof provider !== 'string'),
    price,
    source: file.source,
    deadlineSeconds: file.deadlineSeconds ?? DEADLINE_SECONDS[file.kind],
  };
}
