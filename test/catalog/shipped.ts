// The storefront files that ship, loaded once, and what a request costs in them.
import { type Catalog, createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { type Estimate, estimateCost } from '../../src/pricing/index.ts';

export const usdCredits = createCatalog(loadStorefront('storefronts/usd-credits.json'));
export const styleTokens = createCatalog(loadStorefront('storefronts/style-tokens.json'));
export const unitCredits = createCatalog(loadStorefront('storefronts/unit-credits.json'));

export const SHIPPED = {
  'usd-credits': usdCredits,
  'style-tokens': styleTokens,
  'unit-credits': unitCredits,
} as const;

export interface Order {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly prompt?: string;
  readonly count?: number;
}

/** Checks the parameters as the gateway does, then estimates; a refusal of either comes back. */
export function order(catalog: Catalog, identifier: string, { parameters = {}, prompt, count = 1 }: Order = {}) {
  const model = catalog.model(identifier);
  if (model === undefined) throw new Error(`no model ${identifier}`);
  const checked = catalog.validateParameters(model, parameters);
  if (!checked.ok) return checked;
  return estimateCost({ model: model.price, parameters: checked.parameters, prompt, count });
}

export function estimateOf(catalog: Catalog, identifier: string, details?: Order): Estimate {
  const answer = order(catalog, identifier, details);
  if (!answer.ok) throw new Error(`${identifier}: ${answer.refusal.message}`);
  return answer.estimate;
}

/** In credits, as a decimal string. */
export function costOf(catalog: Catalog, identifier: string, details?: Order): string {
  return formatCredits(estimateOf(catalog, identifier, details).total);
}
