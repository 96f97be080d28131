import { type AnyUserError, generalError, keyMismatch, parameterError, toPublicId } from '../../callers/index.ts';
import type { Purchase, PurchaseRefusal } from '../../purchases/index.ts';
import { toMoney } from '../edge/types.ts';
import { toCreditPack } from './credit-pack.ts';
import type { PurchaseType } from './types.ts';

export function toPurchase(purchase: Purchase): PurchaseType {
  const { pack, credits, price } = purchase;
  return {
    __typename: 'Purchase',
    id: toPublicId('pur', purchase.id),
    status: purchase.status,
    pack: toCreditPack({ id: pack.id, name: pack.name, validity: pack.validity, credits, price }),
    price: toMoney(price),
    credits,
    createdAt: purchase.createdAt,
    paidAt: purchase.paidAt,
    receiptUrl: purchase.receiptUrl,
  };
}

export function toPurchaseError(refusal: PurchaseRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'PACK_NOT_FOUND':
      return parameterError(
        { code, message: `There is no credit pack "${refusal.packId}".`, path: ['packId'] },
        refusal.allowed,
      );
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'INVALID_PARAMETER':
      return parameterError({ code, message: refusal.message, path: refusal.path });
    case 'PURCHASE_NOT_ALLOWED': {
      const plans = refusal.allowedPlans.join(', ');
      return generalError({
        code,
        message: `The pack "${refusal.packId}" needs a paid plan: change to ${plans} first.`,
        path: ['packId'],
      });
    }
    case 'PAYMENT_PROVIDER_UNAVAILABLE':
      return providerUnavailable();
    default:
      return refusal satisfies never;
  }
}

export const providerUnavailable = (): AnyUserError =>
  generalError({
    code: 'PAYMENT_PROVIDER_UNAVAILABLE',
    message: 'The payment provider cannot be reached now. Nothing was charged.',
  });
