// Products and prices as Stripe shows them (https://docs.stripe.com/api/prices/object).
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { Amount, Currency, Id, integer, Text } from './read-parameters.ts';
import { refuseShape } from './refuse-amount.ts';
import { newStripeId } from './stripe-ids.ts';
import type { Work } from './work.ts';

/** A price that is named by its parts where it is used. */
export const InlinePriceFields = {
  currency: Currency,
  unit_amount: Amount,
  recurring: z
    .strictObject({
      interval: z.enum(['day', 'week', 'month', 'year']),
      interval_count: integer(1, 36).optional(),
      usage_type: z.literal('licensed').optional(),
    })
    .optional(),
  tax_behavior: z.enum(['inclusive', 'exclusive', 'unspecified']).optional(),
};

/** On the wire a decimal is a string; the library turns it into a Decimal when it reads one. */
export function wireDecimal(amount: number): Stripe.Decimal {
  return String(amount) as unknown as Stripe.Decimal;
}

export interface NewProduct {
  readonly id?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly active?: boolean | undefined;
  readonly unit_label?: string | undefined;
  readonly metadata: Stripe.Metadata;
}

export function addProduct(work: Work, given: NewProduct): Stripe.Product {
  const id = given.id ?? newStripeId('prod');
  const object: Stripe.Product = {
    id,
    object: 'product',
    active: given.active ?? true,
    created: work.seconds,
    default_price: null,
    description: given.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: given.metadata,
    name: given.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: given.unit_label ?? null,
    updated: work.seconds,
    url: null,
  };
  work.save('product', id, { object });
  work.happened('product.created', object);
  return object;
}

export interface NewPrice {
  readonly product: string;
  readonly currency: string;
  readonly unit_amount: number;
  readonly recurring?:
    | { readonly interval: 'day' | 'week' | 'month' | 'year'; readonly interval_count?: number | undefined }
    | undefined;
  readonly lookup_key?: string | undefined;
  readonly nickname?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly active?: boolean | undefined;
  readonly tax_behavior?: 'inclusive' | 'exclusive' | 'unspecified' | undefined;
}

export function addPrice(work: Work, given: NewPrice): Stripe.Price {
  refuseShape(given.unit_amount, { currency: given.currency, param: 'unit_amount' });
  const object = buildPrice(work, given);
  work.save('price', object.id, { object });
  work.happened('price.created', object);
  return object;
}

export function buildPrice(work: Work, given: NewPrice): Stripe.Price {
  const { recurring } = given;
  return {
    id: newStripeId('price'),
    object: 'price',
    active: given.active ?? true,
    billing_scheme: 'per_unit',
    created: work.seconds,
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: given.lookup_key ?? null,
    metadata: given.metadata ?? {},
    nickname: given.nickname ?? null,
    product: given.product,
    recurring:
      recurring === undefined
        ? null
        : {
            interval: recurring.interval,
            interval_count: recurring.interval_count ?? 1,
            meter: null,
            trial_period_days: null,
            usage_type: 'licensed',
          },
    tax_behavior: given.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring === undefined ? 'one_time' : 'recurring',
    unit_amount: given.unit_amount,
    unit_amount_decimal: wireDecimal(given.unit_amount),
  };
}

export const ItemPriceFields = {
  price: Id.optional(),
  price_data: z
    .strictObject({
      ...InlinePriceFields,
      product: Id.optional(),
      product_data: z.strictObject({ name: Text, description: Text.optional() }).optional(),
    })
    .optional(),
};

interface PriceChoice {
  readonly price?: string | undefined;
  readonly price_data?:
    | (Omit<NewPrice, 'product'> & {
        readonly product?: string | undefined;
        readonly product_data?: { readonly name: string; readonly description?: string | undefined } | undefined;
      })
    | undefined;
}

/** The price that an item names, or one made of its parts. `param` is the item's place in the parameters. */
export async function choosePrice(
  work: Work,
  { price, price_data: data }: PriceChoice,
  param: string,
): Promise<Stripe.Price> {
  if (price !== undefined) {
    const { object } = await work.need('price', price, `${param}[price]`);
    if (object.active) return object;
    throw refuse('The price specified is inactive. This field only accepts active prices.', {
      param: `${param}[price]`,
    });
  }
  if (data === undefined) {
    throw refuse(`Missing required param: ${param}[price].`, { code: 'parameter_missing', param: `${param}[price]` });
  }
  const { product, product_data: productData, ...rest } = data;
  if (product !== undefined) await work.need('product', product, `${param}[price_data][product]`);
  else if (productData === undefined) {
    const message = 'You must specify either `product` or `product_data` when creating a price.';
    throw refuse(message, { param: `${param}[price_data]` });
  }
  const made = productData === undefined ? undefined : addProduct(work, { ...productData, metadata: {} });
  return addPrice(work, { ...rest, product: made?.id ?? product ?? '', active: true });
}
