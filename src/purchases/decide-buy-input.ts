// What a buyer may ask for, apart from the pack itself.
import type { BuyRequest, PurchaseRefusal } from './purchases.ts';

const LONGEST_KEY = 255;
const LONGEST_URL = 2048;
/** Control characters and whitespace: URL parsers drop some of them silently, header writers do not. */
const CONTROL_OR_SPACE = /[\u0000-\u0020\u007f]/;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Undefined when everything is in order. */
export function decideBuyInput(request: BuyRequest): PurchaseRefusal | undefined {
  const { idempotencyKey, successUrl, cancelUrl } = request;
  if (idempotencyKey.length === 0 || idempotencyKey.length > LONGEST_KEY || CONTROL.test(idempotencyKey)) {
    return invalid('idempotencyKey', `must have 1 to ${LONGEST_KEY} characters and no control characters`);
  }
  return refuseUrl('successUrl', successUrl) ?? refuseUrl('cancelUrl', cancelUrl);
}

function refuseUrl(field: string, text: string | undefined): PurchaseRefusal | undefined {
  if (text === undefined) return undefined;
  if (text.length > LONGEST_URL) return invalid(field, `must have at most ${LONGEST_URL} characters`);
  if (CONTROL_OR_SPACE.test(text) || !URL.canParse(text)) return invalid(field, 'must be an absolute URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return invalid(field, 'must begin with https:// or http://');
  }
  if (url.username !== '' || url.password !== '') return invalid(field, 'must not carry a user name or a password');
  return undefined;
}

function invalid(field: string, rule: string): PurchaseRefusal {
  return { code: 'INVALID_PARAMETER', path: [field], message: `${field} ${rule}` };
}
