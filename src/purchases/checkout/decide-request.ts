// What a buyer may ask for, apart from the pack or plan itself. Customers are sent back to pages of this gateway, and of the
// applications that the operator named: anything else would make the checkout a way to send people anywhere in our name.
import type { PurchaseRefusal } from '../purchases.ts';

type InvalidParameter = Extract<PurchaseRefusal, { code: 'INVALID_PARAMETER' }>;

const LONGEST_KEY = 255;
const CONTROL = /[\u0000-\u001f\u007f]/;

export function refuseKey(key: string): InvalidParameter | undefined {
  if (key.length > 0 && key.length <= LONGEST_KEY && !CONTROL.test(key)) return undefined;
  const message = `idempotencyKey must have 1 to ${LONGEST_KEY} characters and no control characters`;
  return { code: 'INVALID_PARAMETER', path: ['idempotencyKey'], message };
}

const LONGEST_URL = 2048;
/** Control characters and whitespace: URL parsers drop some of them silently, header writers do not. */
const CONTROL_OR_SPACE = /[\u0000-\u0020\u007f]/;

/** `origins`: `https://shop.example.com`, … Undefined when everything is in order. */
export function decideReturnUrls(
  request: { readonly successUrl: string | undefined; readonly cancelUrl: string | undefined },
  origins: readonly string[],
): InvalidParameter | undefined {
  return (
    refuseReturnUrl('successUrl', request.successUrl, origins) ??
    refuseReturnUrl('cancelUrl', request.cancelUrl, origins)
  );
}

export function refuseReturnUrl(
  field: string,
  text: string | undefined,
  origins: readonly string[],
): InvalidParameter | undefined {
  const rule = text === undefined ? undefined : (shapeProblem(text) ?? placeProblem(new URL(text), origins));
  if (rule === undefined) return undefined;
  return { code: 'INVALID_PARAMETER', path: [field], message: `${field} ${rule}` };
}

function shapeProblem(text: string): string | undefined {
  if (text.length > LONGEST_URL) return `must have at most ${LONGEST_URL} characters`;
  const isPlain = !CONTROL_OR_SPACE.test(text) && !text.includes('\\');
  return isPlain && URL.canParse(text) ? undefined : 'must be an absolute URL';
}

function placeProblem(url: URL, origins: readonly string[]): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or a password';
  if (origins.includes(url.origin)) return undefined;
  return `must begin with ${origins.join(' or ')}; the operator can allow others (ALLOWED_RETURN_ORIGINS)`;
}
