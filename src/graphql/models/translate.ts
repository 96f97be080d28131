import { modelId } from '../../callers/index.ts';
import type { Catalog, Model } from '../../catalog/index.ts';
import type { ModelType } from './types.ts';

const translated = new WeakMap<Model, ModelType>();

/** The catalogue is fixed while the gateway runs, so a model is translated once. */
export function toModel(model: Model): ModelType {
  const known = translated.get(model);
  if (known !== undefined) return known;
  const type: ModelType = {
    __typename: 'Model',
    id: modelId(model.identifier),
    identifier: model.identifier,
    name: model.name,
    kind: model.kind,
    available: model.available,
    parameterSchema: model.parameterSchema,
    exactness: model.exactness,
    priceSummary: model.priceSummary,
    providers: model.providers,
  };
  translated.set(model, type);
  return type;
}

/** A model that past generations name; when the storefront has dropped it, what is still known of it. */
export function toModelNamed(catalog: Catalog, identifier: string): ModelType {
  const model = catalog.model(identifier);
  return model === undefined ? toDroppedModel(identifier) : toModel(model);
}

function toDroppedModel(identifier: string): ModelType {
  return {
    __typename: 'Model',
    id: modelId(identifier),
    identifier,
    name: identifier,
    kind: 'IMAGE',
    available: false,
    parameterSchema: {},
    exactness: 'APPROXIMATE',
    priceSummary: 'no longer for sale',
    providers: [],
  };
}
