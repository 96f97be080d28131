import type { Purchase } from '../../purchases/index.ts';
import { toPublicId } from '../ids.ts';
import type { PurchaseType } from '../types/purchase.ts';
import { toCreditPack, toMoney } from './to-pack.ts';

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
