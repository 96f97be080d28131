import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideBillingMode } from '../../src/invoices/decide/decide-billing-mode.ts';
import { endOfMonth, lastClosableMonth, monthAfter, monthOf } from '../../src/invoices/decide/decide-month.ts';
import { decidePaymentStatus } from '../../src/invoices/decide/decide-payment-status.ts';
import { decideStatus, type InvoiceStatus, type ProviderStatus } from '../../src/invoices/decide/decide-status.ts';
import { ZERO } from '../../src/money/index.ts';
import { credits } from '../support/ledger-world.ts';

const at = (time: string): Date => new Date(time);

describe('a billing month', () => {
  it('is a calendar month in UTC, over the end of the year and in leap years', () => {
    expect(monthOf(at('2027-12-31T23:59:59.999Z'))).toBe('2027-12-01');
    expect(monthAfter('2027-12-01')).toBe('2028-01-01');
    expect(endOfMonth('2028-02-01')).toEqual(at('2028-03-01T00:00:00Z'));
    expect(() => monthAfter('2028-02-29')).toThrow('is no month');
  });

  it('can be closed one hour after its end', () => {
    expect(lastClosableMonth(at('2027-01-01T00:59:59.999Z'))).toBe('2026-11-01');
    expect(lastClosableMonth(at('2027-01-01T01:00:00Z'))).toBe('2026-12-01');
    expect(lastClosableMonth(at('2027-01-31T00:00:00Z'))).toBe('2026-12-01');
  });
});

describe('the status of an invoice', () => {
  const dueAt = at('2027-01-15T00:00:00Z');
  const after = (status: InvoiceStatus, said: ProviderStatus, now = at('2027-01-02T00:00:00Z')) =>
    decideStatus({ status, said, dueAt, now });

  it('becomes overdue with time, and is paid or withdrawn from wherever it is', () => {
    expect(after('DRAFT', 'open')).toBe('OPEN');
    expect(after('OPEN', 'open', dueAt)).toBe('OVERDUE');
    expect(after('UNCOLLECTIBLE', 'paid')).toBe('PAID');
    expect(after('OVERDUE', 'void')).toBe('VOID');
    expect(after('PAID', 'open')).toBe('PAID');
  });

  it('ends the same in whichever order it is received, and however often', () => {
    const path = fc.constantFrom<ProviderStatus[]>(
      ['draft', 'open', 'paid'],
      ['open', 'uncollectible', 'paid'],
      ['open', 'uncollectible', 'void'],
      ['open', 'void'],
    );
    const story = path.chain((said) =>
      fc.tuple(
        fc.constant(said),
        fc.shuffledSubarray([...said, ...said], { minLength: said.length * 2, maxLength: said.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(story, ([said, received]) => {
        const end = (words: readonly ProviderStatus[]) =>
          words.reduce<InvoiceStatus>((status, word) => after(status, word), 'DRAFT');
        expect(end(received)).toBe(end(said));
      }),
    );
  });
});

describe('whether an account pays', () => {
  const statusOf = (status: InvoiceStatus, now: string) =>
    decidePaymentStatus({ invoices: [{ status, dueAt: at('2027-01-15T00:00:00Z') }], graceDays: 7, now: at(now) });

  it('is good until the days of grace are over', () => {
    expect(statusOf('OVERDUE', '2027-01-21T23:59:59.999Z')).toBe('GOOD');
    expect(statusOf('OVERDUE', '2027-01-22T00:00:00Z')).toBe('IN_DEFAULT');
    expect(statusOf('OPEN', '2027-01-22T00:00:00Z')).toBe('IN_DEFAULT');
  });

  it('is bad at once when an invoice is given up, and good when it is paid or withdrawn', () => {
    expect(statusOf('UNCOLLECTIBLE', '2027-01-02T00:00:00Z')).toBe('IN_DEFAULT');
    expect(statusOf('PAID', '2028-01-01T00:00:00Z')).toBe('GOOD');
    expect(statusOf('VOID', '2028-01-01T00:00:00Z')).toBe('GOOD');
  });
});

describe('the way an account pays', () => {
  const nothing = {
    reserved: ZERO,
    unbilled: ZERO,
    invoiced: ZERO,
    hasUnpaidInvoice: false,
    hasEmail: true,
    hasPrice: true,
  };
  const postpaid = { ...nothing, mode: 'POSTPAID' as const };
  const prepaid = { ...nothing, mode: 'PREPAID' as const, creditLimit: undefined };

  it('becomes postpaid with a limit that covers what is drawn already', () => {
    expect(decideBillingMode({ ...postpaid, creditLimit: credits('100') })).toBeUndefined();
    expect(decideBillingMode({ ...postpaid, creditLimit: undefined })).toMatchObject({ because: 'MISSING' });
    expect(decideBillingMode({ ...postpaid, creditLimit: ZERO })).toMatchObject({ because: 'NOT_POSITIVE' });
    const drawn = { ...postpaid, reserved: credits('1'), unbilled: credits('2'), invoiced: credits('3') };
    expect(decideBillingMode({ ...drawn, creditLimit: credits('5') })).toEqual({
      code: 'CREDIT_LIMIT_BELOW_USE',
      used: credits('6'),
    });
    expect(decideBillingMode({ ...drawn, creditLimit: credits('6') })).toBeUndefined();
  });

  it('is not offered where a credit has no price in money', () => {
    const facts = { ...postpaid, creditLimit: credits('1'), hasPrice: false };
    expect(decideBillingMode(facts)).toEqual({ code: 'POSTPAID_NOT_OFFERED' });
  });

  it('needs an address to send invoices to', () => {
    const facts = { ...postpaid, creditLimit: credits('1'), hasEmail: false };
    expect(decideBillingMode(facts)).toEqual({ code: 'EMAIL_MISSING' });
  });

  it('becomes prepaid once nothing is owed, and says what is', () => {
    expect(decideBillingMode(prepaid)).toBeUndefined();
    expect(decideBillingMode({ ...prepaid, unbilled: credits('-2') })).toBeUndefined();
    expect(decideBillingMode({ ...prepaid, unbilled: credits('2') })).toMatchObject({
      code: 'CREDITS_OWED',
      unbilled: credits('2'),
    });
    // An invoice is unpaid although all of its charges were given back.
    const open = { ...prepaid, unbilled: credits('-3'), invoiced: credits('3'), hasUnpaidInvoice: true };
    expect(decideBillingMode(open)).toMatchObject({ code: 'CREDITS_OWED', invoiced: credits('3') });
    expect(decideBillingMode({ ...prepaid, creditLimit: credits('1') })).toMatchObject({ because: 'NOT_FOR_PREPAID' });
  });
});
