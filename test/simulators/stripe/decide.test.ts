import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settleInvoice } from '../../../simulators/stripe/decide-balance.ts';
import { planDeliveries } from '../../../simulators/stripe/decide-deliveries.ts';
import { decideDunning, USUAL_DUNNING } from '../../../simulators/stripe/decide-dunning.ts';
import { decideNextDue } from '../../../simulators/stripe/decide-next-due.ts';
import { cycleBoundary, nextBoundary } from '../../../simulators/stripe/decide-next-period.ts';
import { prorate } from '../../../simulators/stripe/decide-proration.ts';
import { seconds, timeOf } from './simulated-stripe.ts';

describe('cycleBoundary', () => {
  it.each([
    ['2027-01-31T10:00:00Z', 'month', 1, 1, '2027-02-28T10:00:00.000Z'],
    ['2027-01-31T10:00:00Z', 'month', 1, 2, '2027-03-31T10:00:00.000Z'],
    ['2028-01-31T10:00:00Z', 'month', 1, 1, '2028-02-29T10:00:00.000Z'],
    ['2027-08-31T00:00:00Z', 'month', 3, 1, '2027-11-30T00:00:00.000Z'],
    ['2027-12-31T23:59:59Z', 'month', 1, 14, '2029-02-28T23:59:59.000Z'],
    ['2028-02-29T00:00:00Z', 'year', 1, 1, '2029-02-28T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', 'year', 1, 4, '2032-02-29T00:00:00.000Z'],
    ['2027-03-27T01:30:00Z', 'week', 1, 1, '2027-04-03T01:30:00.000Z'],
    ['2027-02-28T00:00:00Z', 'day', 30, 1, '2027-03-30T00:00:00.000Z'],
  ] as const)('from %s by %s x %s, %s steps on, is %s', (anchor, interval, count, steps, expected) => {
    expect(timeOf(cycleBoundary({ anchor: seconds(anchor), interval, count }, steps))).toBe(expected);
  });

  it('only ever goes forward, by 28 to 31 days a month', () => {
    const anchor = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(anchor, fc.integer({ min: 0, max: 60 }), (start, steps) => {
        const cycle = { anchor: start, interval: 'month', count: 1 } as const;
        const days = (cycleBoundary(cycle, steps + 1) - cycleBoundary(cycle, steps)) / 86_400;
        expect(days).toBeGreaterThanOrEqual(28);
        expect(days).toBeLessThanOrEqual(31);
        expect(nextBoundary(cycle, cycleBoundary(cycle, steps))).toBe(cycleBoundary(cycle, steps + 1));
      }),
    );
  });
});

describe('prorate', () => {
  const period = { periodStart: 0, periodEnd: 30 * 86_400 };

  it.each([
    [1000, 15, 500],
    [-1000, 10, -667],
    [2000, 10, 1333],
    [1, 15, 1],
    [-1, 15, -1],
    [999, 29, 33],
    [1000, 0, 1000],
    [1000, 30, 0],
    [1000, 31, 0],
  ])('of %s after %s of 30 days is %s', (amount, days, expected) => {
    expect(prorate({ ...period, amount, from: days * 86_400 })).toBe(expected);
  });

  it('gives back what it charges for the same price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 2_592_000 }), (amount, from) => {
        const credit = prorate({ ...period, amount: -amount, from });
        expect(prorate({ ...period, amount, from }) + credit).toBe(0);
      }),
    );
  });
});

describe('settleInvoice', () => {
  it.each([
    [1000, 0, 1000, 0],
    [1000, -300, 700, 0],
    [1000, -1500, 0, -500],
    [-500, 0, 0, -500],
    [30, 0, 0, 30],
    [30, 30, 60, 0],
  ])('asks %s with a balance of %s for %s and leaves %s', (total, startingBalance, amountDue, endingBalance) => {
    expect(settleInvoice({ total, startingBalance, leastCharge: 50 })).toEqual({ amountDue, endingBalance });
  });
});

describe('decideDunning', () => {
  it('tries again after 3, 5 and 7 days, and then gives up', () => {
    const steps = [1, 2, 3, 4].map((failures) => decideDunning(USUAL_DUNNING, failures, 0));
    expect(steps).toEqual([
      { kind: 'retry', at: 3 * 86_400 },
      { kind: 'retry', at: 5 * 86_400 },
      { kind: 'retry', at: 7 * 86_400 },
      { kind: 'give_up', status: 'canceled' },
    ]);
  });
});

describe('decideNextDue', () => {
  const subscription = { id: 'sub', status: 'active', created: 0, periodEnd: 100, cancelAt: null, pendingUntil: null };
  const invoice = { id: 'in', finalizesAt: null, nextAttempt: null, overdueAt: null };

  it('settles an old invoice before it makes a new one at the same second', () => {
    const facts = { subscriptions: [subscription], invoices: [{ ...invoice, nextAttempt: 100 }] };
    expect(decideNextDue(facts)).toEqual({ kind: 'collect', id: 'in', at: 100 });
  });

  it('ends a subscription instead of renewing it', () => {
    const facts = { subscriptions: [{ ...subscription, cancelAt: 100 }], invoices: [] };
    expect(decideNextDue(facts)).toEqual({ kind: 'end', id: 'sub', at: 100 });
  });

  it('does nothing for what has ended', () => {
    expect(decideNextDue({ subscriptions: [{ ...subscription, status: 'canceled' }], invoices: [] })).toBeUndefined();
  });
});

describe('planDeliveries', () => {
  const events = [
    { id: 'evt_1', about: ['cus_a', 'pi_a'] },
    { id: 'evt_2', about: ['cus_b', 'in_b'] },
    { id: 'evt_3', about: ['pi_a', 'du_a'] },
    { id: 'evt_4', about: ['in_b', 'inpay_b'] },
  ];

  it('keeps what is about one customer in one queue, also where the customer is not named', () => {
    const queues = planDeliveries(events, { copies: 1, order: 'as_happened' });
    expect(queues.map((queue) => queue.map(({ id }) => id))).toEqual([
      ['evt_1', 'evt_3'],
      ['evt_2', 'evt_4'],
    ]);
  });

  it('loses nothing and adds nothing but copies, in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('as_happened' as const, 'reversed' as const, 'shuffled' as const),
        (copies, order) => {
          const sent = planDeliveries(events, { copies, order }).flat();
          for (const { id } of events) expect(sent.filter((event) => event.id === id)).toHaveLength(copies);
          expect(sent).toHaveLength(events.length * copies);
        },
      ),
    );
  });
});
