// docs/stripe.md says what the code does: events, API version, test cards.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { cardByNumber } from '../../../simulators/stripe/test-cards.ts';
import { HANDLED_EVENT_TYPES } from '../../../src/purchases/stripe/read-event.ts';

const GUIDE = readFileSync('docs/stripe.md', 'utf8');

describe('the guide to Stripe', () => {
  it('subscribes to every event that is heard, and to no other', () => {
    const [, list = ''] = /--events \\\n([a-z_.,\\\n]+)\n```/.exec(GUIDE) ?? [];
    expect(list.replaceAll('\\\n', '').split(',').toSorted()).toEqual(HANDLED_EVENT_TYPES);
  });

  it('names the API version that the library is pinned to, and no other', () => {
    const named = new Set(GUIDE.match(/\b20\d\d-\d\d-\d\d\.\w+/g));
    expect([...named]).toEqual([Stripe.API_VERSION]);
  });

  it('names test cards that the simulator knows, too', () => {
    const numbers = [...GUIDE.matchAll(/^\| (\d{4}(?: \d{4}){3}) \|/gm)].map(([, number = '']) => number);
    expect(numbers.length).toBeGreaterThan(4);
    for (const number of numbers) expect(cardByNumber(number.replaceAll(' ', ''))).toBeDefined();
  });
});
