// Plans as Stripe's products and prices: made when they are first needed, and found again by lookup key. A price of
// Stripe's never changes; what it stands for is in its metadata, so that a subscription keeps what was bought.
import Stripe from 'stripe';
import { z } from 'zod';
import { microCredits } from '../../money/index.ts';
import { ProviderUnavailableError } from '../payments.ts';
import type { PlanOffer, PlanPrice } from '../plans/plan-payments.ts';
import { minorUnits } from './minor-units.ts';
import { unlessMissing, unlessUnavailable } from './provider-errors.ts';

export interface PlanPrices {
  prepare(offer: PlanOffer): Promise<string>;
  /** Undefined when the price is not one of a plan. */
  read(priceId: string): Promise<PlanPrice | undefined>;
}

const PriceMetadata = z.object({ plan_id: z.string().min(1), credits: z.string().regex(/^\d{1,19}$/) });

export function createPlanPrices(stripe: Stripe): PlanPrices {
  const ids = new Map<string, string>();
  const prices = new Map<string, PlanPrice>();
  return {
    prepare: async (offer) => {
      const key = lookupKey(offer);
      const id = ids.get(key) ?? (await unlessUnavailable(findOrMake(stripe, offer, key)));
      ids.set(key, id);
      return id;
    },
    read: async (priceId) => {
      const known = prices.get(priceId);
      if (known !== undefined) return known;
      const price = await unlessMissing(stripe.prices.retrieve(priceId));
      const found = price === undefined ? undefined : toPlanPrice(price);
      if (found !== undefined) prices.set(priceId, found);
      return found;
    },
  };
}

/** `tollgate:usd-credits:pro:USD2900:29000000`: another price or other credits are another price at Stripe. */
function lookupKey({ storefront, planId, interval, price, credits }: PlanOffer): string {
  const period = interval === 'YEAR' ? ':year' : '';
  return `tollgate:${storefront}:${planId}:${price.currency}${price.minorUnits}:${credits}${period}`;
}

async function findOrMake(stripe: Stripe, offer: PlanOffer, key: string): Promise<string> {
  const found = await find(stripe, offer, key);
  if (found !== undefined) return found;
  const product = await makeProduct(stripe, offer);
  try {
    const { price, planId, interval, credits } = offer;
    const made = await stripe.prices.create(
      {
        product,
        currency: price.currency.toLowerCase(),
        unit_amount: minorUnits(price.minorUnits),
        recurring: { interval: interval === 'YEAR' ? 'year' : 'month' },
        lookup_key: key,
        metadata: { plan_id: planId, credits: String(credits) },
      },
      { idempotencyKey: key },
    );
    return made.id;
  } catch (error) {
    // A rival made it between our look and our call.
    const rival = error instanceof Stripe.errors.StripeInvalidRequestError ? await find(stripe, offer, key) : undefined;
    if (rival === undefined) throw error;
    return rival;
  }
}

/** One that somebody made say something else is not sold by: it would charge another amount, or bring no credits. */
async function find(stripe: Stripe, offer: PlanOffer, key: string): Promise<string | undefined> {
  const { data } = await stripe.prices.list({ lookup_keys: [key], active: true });
  const [price] = data;
  if (price === undefined || isFor(toPlanPrice(price), offer)) return price?.id;
  throw new ProviderUnavailableError(`price ${price.id} has the key ${key} and is another one`);
}

const isFor = (made: PlanPrice | undefined, { planId, interval, price, credits }: PlanOffer): boolean =>
  made?.planId === planId &&
  made.interval === interval &&
  made.credits === credits &&
  made.price.minorUnits === price.minorUnits &&
  made.price.currency === price.currency;

/** One product per plan: its id is the plan's. */
async function makeProduct(stripe: Stripe, { storefront, planId, name }: PlanOffer): Promise<string> {
  const id = `tollgate_${storefront}_${planId}`;
  try {
    await stripe.products.create({ id, name, metadata: { plan_id: planId } });
  } catch (error) {
    const isThere =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_already_exists';
    if (!isThere) throw error;
  }
  return id;
}

/** Undefined when the price is not one of ours. */
export function toPlanPrice({
  metadata,
  currency,
  unit_amount: amount,
  recurring,
}: Stripe.Price): PlanPrice | undefined {
  const parsed = PriceMetadata.safeParse(metadata);
  if (!parsed.success || amount === null) return undefined;
  return {
    planId: parsed.data.plan_id,
    interval: recurring?.interval === 'year' ? 'YEAR' : 'MONTH',
    price: { minorUnits: BigInt(amount), currency: currency.toUpperCase() },
    credits: microCredits(BigInt(parsed.data.credits)),
  };
}
