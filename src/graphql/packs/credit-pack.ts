import type { CreditPack } from '../../catalog/index.ts';
import { toMoney } from '../edge/types.ts';
import type { CreditPackType } from './types.ts';

export function toCreditPack(pack: CreditPack): CreditPackType {
  const { id, name, credits, validity, price, requiresPlan = false } = pack;
  return { id, name, credits, validity, price: toMoney(price), requiresPlan };
}
