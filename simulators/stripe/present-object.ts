// Objects as answers and events carry them: a long list inside an object shows its beginning only, as at Stripe.

const SHOWN = 10;

interface WithLines {
  readonly object: 'invoice';
  readonly lines: { readonly data: readonly unknown[] };
}

function isInvoice(object: object): object is WithLines {
  return 'object' in object && object.object === 'invoice' && 'lines' in object;
}

export function presentObject(object: object): object {
  if (!isInvoice(object) || object.lines.data.length <= SHOWN) return object;
  return { ...object, lines: { ...object.lines, data: object.lines.data.slice(0, SHOWN), has_more: true } };
}
