// What a payment brought: the credits of a lot, or a paid invoice's way back to a free credit line.
import { CREDIT_LINE, type LotState } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';

export interface PaymentKeys {
  readonly accountId: string;
  readonly paymentIntentId: string;
  readonly invoiceId?: string | undefined;
}

/** What the ledger booked for a payment. */
export interface PaidCredits {
  /** The credit line's number when it was an invoice of a postpaid account that was paid. */
  readonly lot: number;
  readonly granted: MicroCredits;
  readonly purchaseId: string | undefined;
}

export const isOfInvoice = ({ lot }: Pick<PaidCredits, 'lot'>): boolean => lot === CREDIT_LINE;

type Reading = Pick<PurchaseContext, 'ledger'>;

/** Undefined when nothing was booked for it. */
export async function findPaidCredits(context: Reading, keys: PaymentKeys): Promise<PaidCredits | undefined> {
  const booked = await findBooked(context, keys);
  if (booked?.type === 'INVOICE') return { lot: CREDIT_LINE, granted: booked.amount, purchaseId: undefined };
  const lot = await findPaymentLot(context, keys);
  return lot === undefined ? undefined : { lot: lot.number, granted: lot.granted, purchaseId: lot.purchaseId };
}

/** Undefined when no credits were added for it. */
export async function findPaymentLot(context: Reading, keys: PaymentKeys): Promise<LotState | undefined> {
  const number = (await findBooked(context, keys))?.lots[0]?.lot;
  return number === undefined ? undefined : (await context.ledger.lots(keys.accountId, [number]))[0];
}

async function findBooked({ ledger }: Reading, { accountId, paymentIntentId, invoiceId }: PaymentKeys) {
  for (const object of [paymentIntentId, invoiceId]) {
    const booked = object === undefined ? undefined : await ledger.transactionOfKey(accountId, `stripe:${object}`);
    if (booked !== undefined) return booked;
  }
  return undefined;
}
