// Every occasion has words, a thing to do, and nothing of the account runs in them.
import { describe, expect, it } from '@jest/globals';
import type { EmailFacts, EmailOccasion } from '../../src/emails/decide/email-kinds.ts';
import { writeEmail } from '../../src/emails/write/write-email.ts';

const HOSTILE = `<script>alert('x')</script>`;
const SETTING = {
  accountName: HOSTILE,
  timeZone: 'America/New_York',
  seller: 'Pictures',
  creditNoun: { one: 'credit', many: 'credits' },
  baseUrl: 'https://gateway.example',
};
const USD = { amount: '25.00', currency: 'USD' };
const INVOICE = { month: '2026-11', number: 'F-7', credits: '25', total: USD, dueAt: '2026-12-15T00:00:00.000Z' };

const FACTS: EmailFacts = {
  'credits.low_balance': { available: '1', thresholdsCrossed: [{ threshold: '5' }, { threshold: '2.5' }] },
  'credits.expiring': { credits: '3.25', expiresAt: '2026-12-02T03:00:00.000Z' },
  'auto_top_up.failed': { price: USD, message: `Declined: ${HOSTILE}`, retrying: false },
  'auto_top_up.cap_reached': { monthlyCap: USD, resumesAt: '2026-12-01T00:00:00.000Z' },
  'auto_top_up.succeeded': { purchaseId: 'pur_2', credits: '25', price: USD },
  'purchase.paid': { purchaseId: 'pur_1', credits: '25', price: USD, paidAt: '2026-11-30T12:00:00.000Z' },
  'purchase.refunded': { refundId: 'rfd_1', credits: '25', amount: USD },
  'plan.paid': { plan: 'Pro', credits: '100', price: USD },
  'invoice.issued': { ...INVOICE, payUrl: 'https://pay.example/i?a=1&b=2' },
  'invoice.overdue': { ...INVOICE, payUrl: null },
  'invoice.paid': { ...INVOICE, payUrl: null },
  'api_key.created': { name: `Key ${HOSTILE}`, prefix: 'tg_ab12' },
  'api_key.rotated': { name: 'Key', prefix: 'tg_cd34' },
};

const SUBJECTS: Readonly<Record<EmailOccasion, string>> = {
  'credits.low_balance': 'Your balance is low: 1 credit left',
  'credits.expiring': '3.25 credits will expire soon',
  'auto_top_up.failed': 'Automatic top-ups are paused',
  'auto_top_up.cap_reached': 'Automatic top-ups have reached their monthly cap',
  'auto_top_up.succeeded': 'Receipt: 25.00 USD',
  'purchase.paid': 'Receipt: 25.00 USD',
  'purchase.refunded': 'Refund of 25.00 USD',
  'plan.paid': 'Receipt: 25.00 USD',
  'invoice.issued': 'Invoice F-7 for November 2026: 25.00 USD',
  'invoice.overdue': 'Overdue: invoice F-7 for November 2026',
  'invoice.paid': 'Receipt: invoice F-7 for November 2026 is paid',
  'api_key.created': `A new API key: Key ${HOSTILE}`,
  'api_key.rotated': 'The API key Key has a new secret',
};

describe('an e-mail', () => {
  it.each(Object.keys(SUBJECTS) as EmailOccasion[])('about %s says it in both forms', (occasion) => {
    const email = writeEmail(occasion, FACTS[occasion], SETTING);
    expect(email?.subject).toBe(SUBJECTS[occasion]);
    expect(email?.html).not.toContain('<script');
    expect(email?.text).toMatch(/https:\/\/(gateway|pay)\.example\//);
    expect(`${email?.text}${email?.html}`).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it('writes dates by the clocks of the account', () => {
    const email = writeEmail('credits.expiring', FACTS['credits.expiring'], SETTING);
    expect(email?.text).toContain('1 December 2026 at 22:00 (America/New_York)');
  });

  it('leads to where an invoice is paid, with the address unharmed', () => {
    const email = writeEmail('invoice.issued', FACTS['invoice.issued'], SETTING);
    expect(email?.text).toContain('Pay: https://pay.example/i?a=1&b=2');
    expect(email?.html).toContain('href="https://pay.example/i?a=1&amp;b=2"');
  });

  it('has no words for what a later release writes down', () => {
    expect(writeEmail('credits.stolen', {}, SETTING)).toBeUndefined();
    expect(writeEmail('constructor', {}, SETTING)).toBeUndefined();
  });
});
