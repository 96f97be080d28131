import { lotId } from '../../callers/index.ts';
import type { Balance, LotState } from '../../ledger/index.ts';
import type { BalanceType, CreditLotType } from './types.ts';

export function toBalance(balance: Balance, accountId: string): BalanceType {
  return {
    available: balance.available,
    reserved: balance.reserved,
    sequence: String(balance.sequence),
    asOf: balance.asOf,
    accountId,
    lotStates: balance.lots,
    lotCount: balance.lots.length,
    frozen: balance.frozen,
    debt: balance.debt,
    expiringSoon: balance.expiringSoon,
  };
}

export function toCreditLot(lot: LotState, accountId: string): CreditLotType {
  return {
    __typename: 'CreditLot',
    accountId,
    purchaseId: lot.purchaseId,
    id: lotId(lot.number),
    source: lot.source,
    granted: lot.granted,
    remaining: lot.remaining,
    reserved: lot.reserved,
    frozen: lot.frozen,
    expiresAt: lot.expiresAt,
    usableUntil: lot.usableUntil,
  };
}
