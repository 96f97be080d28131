// A catalogue whose price book a test can change, as publishing does; old books stay known.
import { type Catalog, createCatalog, loadStorefront, type Model, type PriceBook } from '../../src/catalog/index.ts';
import { microCredits } from '../../src/money/index.ts';
import type { PriceRule } from '../../src/pricing/index.ts';

export interface ChangingCatalog extends Catalog {
  /** Puts another book in force: every model of the first one, after `change`. Answers its version. */
  publish(change: (model: Model) => Model): string;
  /** As on another database: the book is no longer known. */
  forget(version: string): void;
}

export function changingCatalog(): ChangingCatalog {
  const { storefront } = createCatalog(loadStorefront('storefronts/usd-credits.json'));
  const books = new Map<string, PriceBook>();
  let current = createCatalog(storefront);
  books.set(storefront.priceVersion, current);
  return {
    get storefront() {
      return current.storefront;
    },
    model: (identifier) => current.model(identifier),
    models: (filter) => current.models(filter),
    pack: (id) => current.pack(id),
    plan: (id) => current.plan(id),
    validateParameters: (model, parameters) => current.validateParameters(model, parameters),
    current: () => current,
    inForceAt: () => Promise.resolve(current),
    changesUntil: () => Promise.resolve([]),
    priceBook: async (version) => books.get(version),
    publish: (change) => {
      const priceVersion = `test@${books.size}`;
      current = createCatalog({ ...storefront, priceVersion, models: storefront.models.map(change) });
      books.set(priceVersion, current);
      return priceVersion;
    },
    forget: (version) => books.delete(version),
  };
}

/** The model at one price for each output, whatever is asked for. */
export function atFlatPrice(identifier: string, microCreditsEach: bigint): (model: Model) => Model {
  const rule: PriceRule = { kind: 'flat', scope: 'output', price: microCredits(microCreditsEach) };
  return (model) => (model.identifier === identifier ? { ...model, price: { ...model.price, rules: [rule] } } : model);
}

export function without(identifier: string): (model: Model) => Model {
  return (model) => (model.identifier === identifier ? { ...model, identifier: `gone/${identifier}` } : model);
}

/** The model with another default for a parameter that it has. */
export function withDefault(model: Model, parameter: string, value: unknown): Model {
  const properties = model.parameterSchema['properties'] as Readonly<Record<string, object>>;
  if (!Object.hasOwn(properties, parameter)) return model;
  const changed = { ...properties, [parameter]: { ...properties[parameter], default: value } };
  return { ...model, parameterSchema: { ...model.parameterSchema, properties: changed } };
}
