// The catalogue: what the storefront sells, and whether a request's parameters fit a model.

export { type Catalog, createCatalog } from './catalog.ts';
export { absurdChanges } from './compare/absurd-changes.ts';
export type { AbsurdChange, Move, PriceSample, SampledPrice, StorefrontDifference } from './compare/difference.ts';
export { compareStorefronts } from './compare-storefronts.ts';
export type { BookState } from './decide-book-in-force.ts';
export { type DifferenceInWords, describeDifference, describeDifferences } from './describe-differences.ts';
export {
  loadStorefront,
  loadStorefrontDocument,
  readStorefrontName,
  type StorefrontDocument,
} from './load-storefront.ts';
export type {
  CreditPack,
  Model,
  ModelKind,
  PackValidity,
  Plan,
  ProviderModel,
  Storefront,
} from './model.ts';
export { type CatalogOpening, type LiveCatalog, openCatalog } from './open-catalog.ts';
export type { ModelFilter, PriceBook } from './price-book.ts';
export { createPriceBooks, type PriceBooks } from './price-books.ts';
export type {
  PublicationOutcome,
  PublicationPlan,
  PublicationRefusal,
  PublicationRequest,
} from './publication.ts';
export type { ListedBook, PublishedBook } from './published-book.ts';
export { StorefrontError } from './storefront-error.ts';
export type { ParameterCheck } from './validate-parameters.ts';
