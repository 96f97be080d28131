// The storefront files that ship, loaded once.
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';

export const usdCredits = createCatalog(loadStorefront('storefronts/usd-credits.json'));
export const styleTokens = createCatalog(loadStorefront('storefronts/style-tokens.json'));
