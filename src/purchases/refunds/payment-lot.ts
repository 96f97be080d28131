// The lot that a payment brought.
import type { LotState } from '../../ledger/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

export interface PaymentKeys {
  readonly accountId: string;
  readonly paymentIntentId: string;
  readonly invoiceId?: string | undefined;
}

/** Undefined when no credits were added for it. */
export async function findPaymentLot(
  { ledger }: Pick<PurchaseContext, 'ledger'>,
  { accountId, paymentIntentId, invoiceId }: PaymentKeys,
): Promise<LotState | undefined> {
  for (const object of [paymentIntentId, invoiceId]) {
    if (object === undefined) continue;
    const added = await ledger.transactionOfKey(accountId, `stripe:${object}`);
    const number = added?.lots[0]?.lot;
    if (number !== undefined) return (await ledger.lots(accountId, [number]))[0];
  }
  return undefined;
}
