// An invoice of a postpaid account, as other rooms see it.
import type { RowOf } from '../../database/index.ts';
import { add, type MicroCredits, type Money, ZERO } from '../../money/index.ts';
import type { CreditPrice } from '../decide/decide-invoice.ts';
import type { InvoiceEntity, InvoiceLineEntity } from '../entities.ts';

/** All charges of one model on one UTC day, or all that was given back on it of such charges. */
export type InvoiceLine = Omit<RowOf<typeof InvoiceLineEntity>, 'accountId'>;

/** Of an invoice's row, what only the room itself needs, and amounts that go with their currency. */
type Inner =
  | 'afterSequence'
  | 'throughSequence'
  | 'carriedMoney'
  | 'carriedMoneyAfter'
  | 'priceDifference'
  | 'minorUnitsPerUnit'
  | 'currency'
  | 'price'
  | 'totalMinorUnits'
  | 'moneyBack'
  | 'asks'
  | 'nextAskAt';

export interface Invoice extends Omit<RowOf<typeof InvoiceEntity>, Inner> {
  readonly price: CreditPrice;
  /** Zero: nothing was sent, and all of it is carried to the next month. */
  readonly total: Money;
  /** What its payment settles on the credit line; zero when nothing was sent. */
  readonly settles: MicroCredits;
  /** What of its payment went back, by lost disputes and refunds at the provider's end. */
  readonly moneyBack: Money;
}

/** Its amounts with the currency that they are in, and what its payment settles. */
export function toInvoice(row: RowOf<typeof InvoiceEntity>): Invoice {
  const { price, currency, totalMinorUnits, moneyBack, ...rest } = row;
  return {
    ...rest,
    price: { billionths: price, currency },
    total: { minorUnits: totalMinorUnits, currency },
    settles: totalMinorUnits === 0n ? ZERO : add(rest.credits, rest.carriedCredits),
    moneyBack: { minorUnits: sumOf(moneyBack), currency },
  };
}

const sumOf = (amounts: Readonly<Record<string, string>>): bigint =>
  Object.values(amounts).reduce((total, amount) => total + BigInt(amount), 0n);
