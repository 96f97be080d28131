// Which packs an account may buy: some are sold only beside a paid plan (storefront: `requiresPlan`).
import type { Catalog, CreditPack } from '../../catalog/index.ts';

type Shop = Pick<Catalog, 'storefront'>;

/** Ids of the plans that cost something. */
export const paidPlanIds = ({ storefront }: Shop): readonly string[] =>
  storefront.plans.filter(({ price }) => price.minorUnits > 0n).map(({ id }) => id);

/** `planId`: the account's; undefined when there is no such account. */
export function isEligible(shop: Shop, pack: CreditPack, planId: string | undefined): boolean {
  return pack.requiresPlan !== true || (planId !== undefined && paidPlanIds(shop).includes(planId));
}

export const packsFor = (shop: Shop, planId: string | undefined): readonly CreditPack[] =>
  shop.storefront.packs.filter((pack) => isEligible(shop, pack, planId));
