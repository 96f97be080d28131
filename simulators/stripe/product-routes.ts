// /v1/products and /v1/prices (https://docs.stripe.com/api/products, https://docs.stripe.com/api/prices)
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { ListFields, listObjects, readRoute } from './list-objects.ts';
import { addPrice, addProduct, InlinePriceFields } from './product.ts';
import {
  Amount,
  Clearable,
  Currency,
  Id,
  MetadataFields,
  mergeMetadata,
  readParameters,
  Switch,
  Text,
} from './read-parameters.ts';
import type { ApiCall, Route, WriteCall } from './route.ts';
import { unixSeconds } from './stripe-ids.ts';
import type { Work } from './work.ts';

const NewProductFields = z.strictObject({
  id: Id.optional(),
  name: Text,
  description: Text.optional(),
  active: Switch.optional(),
  metadata: MetadataFields.optional(),
  unit_label: Text.optional(),
  default_price_data: z.strictObject(InlinePriceFields).optional(),
});
const ChangeProductFields = z.strictObject({
  name: Text.optional(),
  description: Clearable.optional(),
  active: Switch.optional(),
  metadata: MetadataFields.optional(),
  default_price: Id.optional(),
});
const NewPriceFields = z.strictObject({
  ...InlinePriceFields,
  unit_amount: Amount,
  currency: Currency,
  product: Id.optional(),
  product_data: z.strictObject({ name: Text, metadata: MetadataFields.optional() }).optional(),
  lookup_key: z.string().min(1).max(200).optional(),
  transfer_lookup_key: Switch.optional(),
  nickname: Text.optional(),
  metadata: MetadataFields.optional(),
  active: Switch.optional(),
});
const ChangePriceFields = z.strictObject({
  active: Switch.optional(),
  nickname: Clearable.optional(),
  metadata: MetadataFields.optional(),
  lookup_key: z.string().min(1).max(200).optional(),
  transfer_lookup_key: Switch.optional(),
});

/** The lock under which names that the merchant chooses are given once, also when two processes ask at the same time. */
const NAMES = 'names';

async function createProduct({ fields, work, tx }: WriteCall): Promise<object> {
  const { default_price_data: price, ...parameters } = readParameters(NewProductFields, fields);
  await tx.lock(NAMES);
  if (parameters.id !== undefined && (await work.find('product', parameters.id)) !== undefined) {
    throw refuse(`Product already exists.`, { code: 'resource_already_exists', param: 'id' });
  }
  const product = addProduct(work, { ...parameters, metadata: mergeMetadata({}, parameters.metadata) });
  if (price === undefined) return product;
  const { id } = addPrice(work, { ...price, product: product.id });
  const priced = { ...product, default_price: id };
  work.save('product', product.id, { object: priced });
  return priced;
}

async function updateProduct({ id, fields, work }: WriteCall): Promise<object> {
  const { object } = await work.need('product', id);
  const { metadata, ...given } = readParameters(ChangeProductFields, fields);
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const updated = {
    ...object,
    ...plain,
    metadata: mergeMetadata(object.metadata, metadata),
    updated: unixSeconds(work.now),
  };
  work.save('product', id, { object: updated });
  work.changed('product.updated', object, updated);
  return updated;
}

async function createPrice({ fields, work, tx }: WriteCall): Promise<object> {
  const parameters = readParameters(NewPriceFields, fields);
  const { product, product_data: data } = parameters;
  if ((product === undefined) === (data === undefined)) {
    throw refuse('You must specify either `product` or `product_data` when creating a price.', { param: 'product' });
  }
  if (product !== undefined) await work.need('product', product, 'product');
  await tx.lock(NAMES);
  await takeLookupKey(work, parameters);
  const made = data === undefined ? undefined : addProduct(work, { name: data.name, metadata: data.metadata ?? {} });
  return addPrice(work, { ...parameters, product: made?.id ?? product ?? '' });
}

/** A lookup key names one price; another price gives it up only when it is told to. */
async function takeLookupKey(
  work: Work,
  given: { readonly lookup_key?: string | undefined; readonly transfer_lookup_key?: boolean | undefined },
): Promise<void> {
  const { lookup_key: key } = given;
  if (key === undefined) return;
  const where = { lookup_key: { in: [key] } };
  const holders = await work.objects.list({ kind: 'price', where, order: 'ascending' });
  for (const { id } of holders.map(({ object }) => object)) {
    if (given.transfer_lookup_key !== true) {
      throw refuse(`A price (\`${id}\`) already uses that lookup key.`, { param: 'lookup_key' });
    }
    const { object } = await work.get('price', id);
    work.save('price', id, { object: { ...object, lookup_key: null } });
  }
}

async function updatePrice({ id, fields, work, tx }: WriteCall): Promise<object> {
  const { object } = await work.need('price', id, 'price');
  const { metadata, transfer_lookup_key: _, ...given } = readParameters(ChangePriceFields, fields);
  await tx.lock(NAMES);
  if (given.lookup_key !== object.lookup_key) await takeLookupKey(work, readParameters(ChangePriceFields, fields));
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const updated = { ...object, ...plain, metadata: mergeMetadata(object.metadata, metadata) };
  work.save('price', id, { object: updated });
  work.changed('price.updated', object, updated);
  return updated;
}

const PriceListFields = z.strictObject({
  ...ListFields,
  active: Switch.optional(),
  product: Id.optional(),
  currency: Currency.optional(),
  type: z.enum(['one_time', 'recurring']).optional(),
  lookup_keys: z.array(z.string()).max(10).optional(),
});

async function listPrices({ fields, work }: ApiCall): Promise<object> {
  const { lookup_keys: keys, active, product, currency, type, ...page } = readParameters(PriceListFields, fields);
  return listObjects(work, {
    kind: 'price',
    url: '/v1/prices',
    page,
    having: { active, product, currency, type },
    where: { lookup_key: { in: keys } },
  });
}

const ProductListFields = z.strictObject({
  ...ListFields,
  active: Switch.optional(),
  ids: z.array(Id).max(100).optional(),
});

async function listProducts({ fields, work }: ApiCall): Promise<object> {
  const { ids, active, ...page } = readParameters(ProductListFields, fields);
  const where = { id: { in: ids } };
  return listObjects(work, { kind: 'product', url: '/v1/products', page, having: { active }, where });
}

export const productRoutes: readonly Route[] = [
  { method: 'POST', path: 'products', handle: createProduct },
  { method: 'POST', path: 'products/:id', handle: updateProduct },
  readRoute('products', 'product'),
  { method: 'GET', path: 'products', handle: listProducts },
  { method: 'POST', path: 'prices', handle: createPrice },
  { method: 'POST', path: 'prices/:id', handle: updatePrice },
  readRoute('prices', 'price', 'price'),
  { method: 'GET', path: 'prices', handle: listPrices },
];
