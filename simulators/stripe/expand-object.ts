// The `expand` parameter (https://docs.stripe.com/expand): ids become objects, and lists that are left out come in.
import { refuse } from './api-answer.ts';
import type { FormFields, FormValue } from './form-body.ts';
import { partLeftOut } from './left-out-parts.ts';
import { presentObject } from './present-object.ts';
import type { StoredKind } from './stored-objects.ts';
import type { Work } from './work.ts';

const DEEPEST = 4;
const KINDS: Readonly<Record<string, StoredKind>> = {
  ch: 'charge',
  clock: 'test_helpers.test_clock',
  cs: 'checkout.session',
  cus: 'customer',
  du: 'dispute',
  ii: 'invoiceitem',
  in: 'invoice',
  inpay: 'invoice_payment',
  pi: 'payment_intent',
  pm: 'payment_method',
  price: 'price',
  re: 'refund',
  seti: 'setup_intent',
  sub: 'subscription',
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes `expand` out of the parameters. */
export function takeExpansions(fields: FormFields): { readonly rest: FormFields; readonly paths: readonly string[] } {
  const { expand, ...rest } = fields;
  if (expand === undefined) return { rest, paths: [] };
  const list: readonly FormValue[] = Array.isArray(expand) ? expand : [expand];
  const paths = list.filter((path): path is string => typeof path === 'string');
  const tooDeep = paths.find((path) => path.split('.').length > DEEPEST + 1);
  if (tooDeep !== undefined) throw refuse('You cannot expand more than 4 levels of a property.', { param: 'expand' });
  return { rest, paths };
}

export async function expandObject(work: Work, object: object, paths: readonly string[]): Promise<object> {
  let expanded: object = presentObject(object);
  for (const path of paths) expanded = await expandPath(work, expanded, path.split('.'));
  return expanded;
}

async function expandPath(work: Work, object: object, [name, ...rest]: readonly string[]): Promise<object> {
  if (name === undefined) return object;
  if (Array.isArray(object)) {
    const members: unknown[] = object;
    return Promise.all(
      members.map((member) => (isFields(member) ? expandPath(work, member, [name, ...rest]) : member)),
    );
  }
  const value = await expandValue(work, object as Fields, name);
  if (typeof value !== 'object' || value === null) return { ...object, [name]: value };
  return { ...object, [name]: await expandPath(work, value, rest) };
}

async function expandValue(work: Work, object: Fields, name: string): Promise<unknown> {
  const value = object[name];
  if (typeof value === 'string') return (await findById(work, value, name)) ?? value;
  if (value !== undefined) return value;
  const left = await partLeftOut(work, object, name);
  if (left === undefined) {
    throw refuse(`This property cannot be expanded (${name}).`, { param: 'expand[0]' });
  }
  return left;
}

/** An id says by its beginning what it names, except a product's, which the merchant may choose. */
async function findById(work: Work, id: string, name: string): Promise<object | undefined> {
  const kind = name === 'product' ? 'product' : KINDS[id.split('_')[0] ?? ''];
  if (kind === undefined) return undefined;
  const found = await work.find(kind, id);
  return found !== undefined && 'object' in found ? presentObject(found.object) : undefined;
}
