import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideInvoice, exactPerMinorUnit, formatPrice } from '../../src/invoices/decide/decide-invoice.ts';
import { currencyRules, type MicroCredits, microCredits, ZERO } from '../../src/money/index.ts';
import { credits } from '../support/ledger-world.ts';

const DOLLAR = { billionths: 1_000_000_000n, currency: 'USD' };
const month = (...amounts: readonly string[]) => ({
  credits: amounts.map(credits),
  carriedCredits: ZERO,
  price: DOLLAR,
  carriedMoney: 0n,
});

const priceOf = fc.record({
  billionths: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  currency: fc.constantFrom('USD', 'JPY', 'KWD', 'UGX', 'HUF'),
});
/** Charges mostly, refunds now and then, from a millionth of a credit to a million credits. */
const amountOf = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 10n ** 12n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: 1n, max: 30_000n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(10n ** 9n), max: -1n }) },
);
const historyOf = fc.array(fc.array(amountOf.map(microCredits), { maxLength: 20 }), { minLength: 1, maxLength: 24 });

/** Bills month after month, each with what the one before carried; `isVoided` says which invoices are withdrawn. */
function bill(
  history: readonly (readonly MicroCredits[])[],
  price: { readonly billionths: bigint; readonly currency: string },
  isVoided: (month: number) => boolean = () => false,
) {
  let [carriedCredits, carriedMoney, billed, settled, lines] = [ZERO, 0n, 0n, 0n, 0n];
  for (const [index, amounts] of history.entries()) {
    const before = carriedMoney;
    const decision = decideInvoice({ credits: amounts, carriedCredits, price, carriedMoney });
    ({ carriedCredits, carriedMoney } = decision);
    lines += decision.credits;
    if (isVoided(index)) {
      carriedCredits = microCredits(carriedCredits + decision.settles);
      carriedMoney += before - decision.carriedMoney;
      continue;
    }
    billed += decision.total.minorUnits;
    settled += decision.settles;
  }
  return { carriedCredits, carriedMoney, billed, settled, lines };
}

describe('an invoice', () => {
  it('asks for the sum of its lines, rounded once to cents, and carries the difference', () => {
    expect(decideInvoice(month('1.002', '1.0033', '-0.5'))).toEqual({
      credits: credits('1.5053'),
      total: { minorUnits: 151n, currency: 'USD' },
      settles: credits('1.5053'),
      carriedCredits: ZERO,
      carriedMoney: -(47n * 10n ** 11n),
    });
  });

  it('is not sent when nothing, less than nothing or hardly anything is due: all of it goes to the next one', () => {
    for (const amounts of [['-3'], ['0.004'], ['2', '-2'], ['0.49']]) {
      const decision = decideInvoice(month(...amounts));
      expect(decision).toMatchObject({ total: { minorUnits: 0n }, settles: 0n, carriedMoney: 0n });
      expect(decision.carriedCredits).toBe(decision.credits);
    }
    const next = decideInvoice({ ...month('10'), carriedCredits: credits('-3') });
    expect(next).toMatchObject({ credits: credits('10'), settles: credits('7'), total: { minorUnits: 700n } });
  });

  it('uses the smallest amount that Stripe charges of the currency', () => {
    const yen = decideInvoice({ ...month('150.6'), price: { billionths: 1_000_000_000n, currency: 'JPY' } });
    expect(yen.total).toEqual({ minorUnits: 151n, currency: 'JPY' });
    const dinar = decideInvoice({ ...month('1.5006'), price: { billionths: 1_000_000_000n, currency: 'KWD' } });
    expect(dinar.total).toEqual({ minorUnits: 1500n, currency: 'KWD' });
    const krona = decideInvoice({ ...month('1500.6'), price: { billionths: 1_000_000_000n, currency: 'ISK' } });
    expect(krona).toMatchObject({ total: { minorUnits: 150_100n, currency: 'ISK' }, carriedMoney: -4n * 10n ** 14n });
  });

  it('tells what a credit costs without needless digits', () => {
    expect(formatPrice(DOLLAR)).toBe('1 USD');
    expect(formatPrice({ billionths: 25_000n, currency: 'USD' })).toBe('0.000025 USD');
  });
});

describe('invoices over months, whatever was charged and given back', () => {
  it('together are the exact price of all lines, with what is still carried', () => {
    fc.assert(
      fc.property(historyOf, priceOf, (history, price) => {
        const { billed, settled, lines, carriedCredits, carriedMoney } = bill(history, price);
        const charged = history.flat().reduce((sum, amount) => sum + amount, 0n);
        expect(lines).toBe(charged);
        expect(settled + carriedCredits).toBe(charged);
        const perMinorUnit = exactPerMinorUnit(price.currency);
        expect(billed * perMinorUnit + carriedMoney + carriedCredits * price.billionths).toBe(
          charged * price.billionths,
        );
        // What roundings leave is never more than half of the least difference that Stripe charges.
        const { step } = currencyRules(price.currency);
        expect(billed % step).toBe(0n);
        expect(2n * (carriedMoney < 0n ? -carriedMoney : carriedMoney)).toBeLessThanOrEqual(perMinorUnit * step);
      }),
      { numRuns: 500 },
    );
  });

  it('stay exact when some of them are withdrawn and billed again', () => {
    fc.assert(
      fc.property(historyOf, priceOf, fc.infiniteStream(fc.boolean()), (history, price, coins) => {
        const voided = history.map(() => coins.next().value === true);
        const { billed, settled, carriedCredits, carriedMoney } = bill(
          history,
          price,
          (index) => voided[index] === true,
        );
        const charged = history.flat().reduce((sum, amount) => sum + amount, 0n);
        expect(settled + carriedCredits).toBe(charged);
        expect(billed * exactPerMinorUnit(price.currency) + carriedMoney + carriedCredits * price.billionths).toBe(
          charged * price.billionths,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('ask for nothing when nothing would be settled', () => {
    fc.assert(
      fc.property(historyOf, priceOf, fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), (history, price, carried) => {
        for (const amounts of history) {
          const decision = decideInvoice({ credits: amounts, carriedCredits: ZERO, price, carriedMoney: carried });
          expect(decision.total.minorUnits > 0n).toBe(decision.settles > 0n);
        }
      }),
    );
  });
});
