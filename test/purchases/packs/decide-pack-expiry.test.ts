import { describe, expect, it } from '@jest/globals';
import { decidePackExpiry } from '../../../src/purchases/packs/decide-pack-expiry.ts';

const paidAt = new Date('2028-02-10T08:30:15Z');

describe('decidePackExpiry', () => {
  it('gives 30 days from the payment, also across a leap day', () => {
    const expiresAt = decidePackExpiry({ validity: 'DAYS_30', paidAt, now: paidAt });
    expect(expiresAt).toEqual(new Date('2028-03-11T08:30:15Z'));
  });

  it('gives 90 days from the payment, however late it is heard of', () => {
    const now = new Date('2028-03-01T00:00:00Z');
    expect(decidePackExpiry({ validity: 'DAYS_90', paidAt, now })).toEqual(new Date('2028-05-10T08:30:15Z'));
  });

  it('never ends a lifetime pack', () => {
    expect(decidePackExpiry({ validity: 'LIFETIME', paidAt, now: paidAt })).toBeUndefined();
  });

  it('runs from now when the payment is heard of after its time would be over', () => {
    const now = new Date('2028-03-11T08:30:15Z');
    expect(decidePackExpiry({ validity: 'DAYS_30', paidAt, now })).toEqual(new Date('2028-04-10T08:30:15Z'));
  });
});
