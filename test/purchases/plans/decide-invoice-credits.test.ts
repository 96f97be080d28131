import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microCredits } from '../../../src/money/index.ts';
import { decideInvoiceCredits } from '../../../src/purchases/plans/decide-invoice-credits.ts';

const plan = (price: bigint, credits: bigint) => ({
  planId: 'p',
  price: { minorUnits: price, currency: 'USD' },
  interval: 'MONTH' as const,
  credits: microCredits(credits),
});
const starter = plan(900n, 9_000_000n);
const pro = plan(2900n, 29_000_000n);

describe('the credits of an invoice', () => {
  it('are those of a month for a whole month', () => {
    const lines = [{ amount: 2900n, plan: pro }];
    expect(decideInvoiceCredits({ currency: 'USD', subtotal: 2900n, total: 2900n, amountDue: 2900n, lines })).toBe(
      29_000_000n,
    );
  });

  it('are the difference for the rest of a month', () => {
    const lines = [
      { amount: -450n, plan: starter },
      { amount: 1450n, plan: pro },
    ];
    expect(decideInvoiceCredits({ currency: 'USD', subtotal: 1000n, total: 1000n, amountDue: 1000n, lines })).toBe(
      10_000_000n,
    );
  });

  it('are not given again for what the balance pays, and not taken away by a discount', () => {
    const lines = [{ amount: 900n, plan: starter }];
    expect(decideInvoiceCredits({ currency: 'USD', subtotal: 900n, total: 900n, amountDue: 0n, lines })).toBe(0n);
    expect(decideInvoiceCredits({ currency: 'USD', subtotal: 900n, total: 800n, amountDue: 800n, lines })).toBe(
      9_000_000n,
    );
    expect(decideInvoiceCredits({ currency: 'USD', subtotal: 900n, total: 0n, amountDue: 0n, lines })).toBe(9_000_000n);
  });

  it('are none for taxes, for lines of other things, and for money that goes back', () => {
    const taxed = {
      currency: 'USD',
      subtotal: 900n,
      total: 1071n,
      amountDue: 1071n,
      lines: [{ amount: 900n, plan: starter }],
    };
    expect(decideInvoiceCredits(taxed)).toBe(9_000_000n);
    const other = {
      currency: 'USD',
      subtotal: 500n,
      total: 500n,
      amountDue: 500n,
      lines: [{ amount: 500n, plan: undefined }],
    };
    expect(decideInvoiceCredits(other)).toBe(0n);
    const back = {
      currency: 'USD',
      subtotal: -100n,
      total: -100n,
      amountDue: 0n,
      lines: [{ amount: -100n, plan: pro }],
    };
    expect(decideInvoiceCredits(back)).toBe(0n);
  });

  it('are none for a line in another currency than its plan is sold in', () => {
    const lines = [{ amount: 2900n, plan: pro }];
    expect(decideInvoiceCredits({ currency: 'JPY', subtotal: 2900n, total: 2900n, amountDue: 2900n, lines })).toBe(0n);
  });

  it('equal the money that was paid, where every plan gives the same for a dollar', () => {
    const lines = fc.array(fc.record({ amount: fc.bigInt(-9900n, 9900n), plan: fc.constantFrom(starter, pro) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(lines, fc.bigInt(0n, 20_000n), (given, balance) => {
        const total = given.reduce((sum, { amount }) => sum + amount, 0n);
        const amountDue = total > balance ? total - balance : 0n;
        if (total <= 0n) return;
        expect(decideInvoiceCredits({ currency: 'USD', subtotal: total, total, amountDue, lines: given })).toBe(
          amountDue * 10_000n,
        );
      }),
    );
  });
});
