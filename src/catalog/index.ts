// The catalogue: what the storefront sells, and whether a request's parameters fit a model.

export { type Catalog, createCatalog } from './catalog.ts';
export { loadStorefront } from './load-storefront.ts';
export type {
  CreditPack,
  Model,
  ModelKind,
  PackValidity,
  Plan,
  Storefront,
} from './model.ts';
export type { PriceBook } from './price-book.ts';
export { StorefrontError } from './storefront-error.ts';
export type { ParameterCheck } from './validate-parameters.ts';
