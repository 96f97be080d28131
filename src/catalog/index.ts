// The catalogue: what the storefront sells, and whether a request's parameters fit a model.

export { absurdChanges } from './compare/absurd-changes.ts';
export { compareStorefronts } from './compare/compare-storefronts.ts';
export { type DifferenceInWords, describeDifference, describeDifferences } from './compare/describe-differences.ts';
export type { AbsurdChange, Move, PriceSample, SampledPrice, StorefrontDifference } from './compare/difference.ts';
export type { BookState } from './decide/decide-book-in-force.ts';
export {
  loadStorefront,
  loadStorefrontDocument,
  readStorefrontName,
  type StorefrontDocument,
} from './file/load-storefront.ts';
export { StorefrontError } from './file/storefront-error.ts';
export { type CatalogOpening, type LiveCatalog, openCatalog } from './follow/open-catalog.ts';
export type { ListedBook, PublishedBook } from './follow/published-book.ts';
export { createPriceBooks, type PriceBooks } from './publish/price-books.ts';
export type {
  PublicationOutcome,
  PublicationPlan,
  PublicationRefusal,
  PublicationRequest,
} from './publish/publication.ts';
export { type Catalog, createCatalog } from './sell/catalog.ts';
export type {
  CreditPack,
  Model,
  ModelKind,
  PackValidity,
  Plan,
  ProviderModel,
  Storefront,
} from './sell/model.ts';
export type { ModelFilter, PriceBook } from './sell/price-book.ts';
export type { ParameterCheck } from './sell/validate-parameters.ts';
