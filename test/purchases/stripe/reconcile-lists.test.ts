// Long lists of Stripe's, which it shows newest first. No simulator has so many events: Stripe's wire is made up here.
import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { createReconcilePayments } from '../../../src/purchases/stripe/create-reconcile-payments.ts';

const COUNT = 10_250;

/** Answers pages of events `evt_<COUNT>` down to `evt_1`. */
function pages(input: unknown): Promise<Response> {
  const { searchParams } = new URL(String(input));
  const after = Number(searchParams.get('starting_after')?.slice('evt_'.length) ?? COUNT + 1);
  const limit = Number(searchParams.get('limit'));
  const numbers = Array.from({ length: Math.min(limit, after - 1) }, (_, index) => after - 1 - index);
  const data = numbers.map((number) => ({
    ...{ id: `evt_${number}`, object: 'event', type: 'plan.created', created: number, livemode: false },
    ...{ api_version: Stripe.API_VERSION, data: { object: { id: `plan_${number}`, object: 'plan' } } },
  }));
  return Promise.resolve(
    Response.json({ object: 'list', data, has_more: (numbers.at(-1) ?? 1) > 1, url: '/v1/events' }),
  );
}

describe('the journal of events', () => {
  it('is read to its end, oldest first, however long the gateway was away', async () => {
    const httpClient = Stripe.createFetchHttpClient(pages);
    const stripe = new Stripe('sk_test_1', { maxNetworkRetries: 0, telemetry: false, httpClient });
    const events = await createReconcilePayments(stripe).listEvents(new Date(0));
    expect(events).toHaveLength(COUNT);
    expect(events[0]).toMatchObject({ id: 'evt_1' });
    expect(events.at(-1)).toMatchObject({ id: `evt_${COUNT}` });
  });
});
