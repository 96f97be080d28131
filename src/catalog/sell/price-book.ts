// One version of the storefront with its look-ups, all in memory. Immutable.

import type { CreditPack, Model, ModelKind, Plan, Storefront } from './model.ts';
import { createParameterValidator, type ParameterCheck } from './validate-parameters.ts';

/** Every given field narrows the list. `search` matches parts of the identifier and the name, in any letter case. */
export interface ModelFilter {
  readonly kinds?: readonly ModelKind[] | undefined;
  readonly available?: boolean | undefined;
  readonly search?: string | undefined;
}

export interface PriceBook {
  readonly storefront: Storefront;
  model(identifier: string): Model | undefined;
  /** Models that match, in the order of their identifiers. */
  models(filter?: ModelFilter): readonly Model[];
  pack(id: string): CreditPack | undefined;
  plan(id: string): Plan | undefined;
  /** Checks parameters against the model's schema and fills in defaults, on a copy. */
  validateParameters(model: Model, parameters: Readonly<Record<string, unknown>>): ParameterCheck;
}

function byId<Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

function compareIdentifiers(left: Model, right: Model): number {
  return left.identifier < right.identifier ? -1 : 1;
}

function matches(model: Model, { kinds, available, search }: ModelFilter): boolean {
  if (kinds !== undefined && !kinds.includes(model.kind)) {
    return false;
  }
  if (available !== undefined && model.available !== available) {
    return false;
  }
  if (search === undefined) {
    return true;
  }
  return `${model.identifier} ${model.name}`.toLowerCase().includes(search.trim().toLowerCase());
}

export function createPriceBook(storefront: Storefront): PriceBook {
  const sorted = storefront.models.toSorted(compareIdentifiers);
  const models = new Map(sorted.map((model) => [model.identifier, model]));
  const packs = byId(storefront.packs);
  const plans = byId(storefront.plans);
  return {
    storefront,
    model: (identifier) => models.get(identifier),
    models: (filter = {}) => sorted.filter((model) => matches(model, filter)),
    pack: (id) => packs.get(id),
    plan: (id) => plans.get(id),
    validateParameters: createParameterValidator(),
  };
}
