// What a buyer may ask for, apart from the pack itself.
import { decideReturnUrls } from '../checkout/decide-return-urls.ts';
import type { BuyRequest, PurchaseRefusal } from '../purchases.ts';

const LONGEST_KEY = 255;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** `origins`: where customers may be sent back to. Undefined when everything is in order. */
export function decideBuyInput(request: BuyRequest, origins: readonly string[]): PurchaseRefusal | undefined {
  return refuseKey(request.idempotencyKey) ?? decideReturnUrls(request, origins);
}

export function refuseKey(key: string): Extract<PurchaseRefusal, { code: 'INVALID_PARAMETER' }> | undefined {
  if (key.length > 0 && key.length <= LONGEST_KEY && !CONTROL.test(key)) return undefined;
  const message = `idempotencyKey must have 1 to ${LONGEST_KEY} characters and no control characters`;
  return { code: 'INVALID_PARAMETER', path: ['idempotencyKey'], message };
}
