// Long lists of Stripe's, which it shows newest first. No simulator has so many events: Stripe's wire is made up here.
import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { createReconcilePayments } from '../../../src/purchases/stripe/create-reconcile-payments.ts';
import { HANDLED_EVENT_TYPES } from '../../../src/purchases/stripe/read-event.ts';

const COUNT = 10_250;

/** What each request asked for, in its order. */
const asked: string[][] = [];

/** Answers pages of events `evt_<COUNT>` down to `evt_1`, of the first of the types that are asked for. */
function pages(input: unknown): Promise<Response> {
  const { searchParams } = new URL(String(input));
  const types = [...searchParams].filter(([name]) => name.startsWith('types[')).map(([, type]) => type);
  asked.push(types);
  const after = Number(searchParams.get('starting_after')?.slice('evt_'.length) ?? COUNT + 1);
  const limit = Number(searchParams.get('limit'));
  const numbers = Array.from({ length: Math.min(limit, after - 1) }, (_, index) => after - 1 - index);
  const data = numbers.map((number) => ({
    ...{ id: `evt_${number}`, object: 'event', type: types[0], created: number, livemode: false },
    ...{ api_version: 'another', data: { object: { id: `cs_${number}`, object: 'checkout.session' } } },
  }));
  return Promise.resolve(
    Response.json({ object: 'list', data, has_more: (numbers.at(-1) ?? 1) > 1, url: '/v1/events' }),
  );
}

describe('the journal of events', () => {
  it('is read to its end, page by page, of the types that mean something, twenty at a time', async () => {
    const httpClient = Stripe.createFetchHttpClient(pages);
    const stripe = new Stripe('sk_test_1', { maxNetworkRetries: 0, telemetry: false, httpClient });
    const sizes: number[] = [];
    const ids: string[] = [];
    for await (const page of createReconcilePayments(stripe).listEvents(new Date(0))) {
      sizes.push(page.length);
      ids.push(...page.map(({ id }) => id));
    }
    const lists = Math.ceil(HANDLED_EVENT_TYPES.length / 20);
    expect(ids).toHaveLength(COUNT * lists);
    expect([ids[0], ids[COUNT - 1]]).toEqual([`evt_${COUNT}`, 'evt_1']);
    expect(Math.max(...sizes)).toBe(100);
    expect(new Set(asked.flat())).toEqual(new Set(HANDLED_EVENT_TYPES));
    expect(Math.max(...asked.map((types) => types.length))).toBe(20);
  });
});
