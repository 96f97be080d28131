// Stripe's end of the world: the official library, the simulator's control calls, and what customers click on its pages.
import Stripe from 'stripe';

export type Control = (path: string, body?: unknown) => Promise<{ readonly id?: string }>;

export function libraryOf(base: string, apiKey: string): Stripe {
  return new Stripe(apiKey, {
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      return fetch(`${base}${pathname}${search}`, init);
    }),
  });
}

export function controlOf(base: string, apiKey: string): Control {
  return async (path, body = {}) => {
    const response = await fetch(`${base}/control/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { id?: string };
  };
}

/** A form that a browser would send from one of the simulator's pages. */
export async function submit(url: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  await response.arrayBuffer();
  if (response.status >= 400) throw new Error(`${url} answered ${response.status}`);
}

/** What Stripe refuses, such as a refund of a payment that is disputed, is not for the year to fail on. */
export async function unlessRefused<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    const isRefused = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (isRefused || error instanceof Stripe.errors.StripeCardError) return undefined;
    throw error;
  }
}

export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1_000);

export const idOf = (reference: string | { readonly id: string } | null | undefined): string | undefined =>
  typeof reference === 'string' ? reference : reference?.id;

/** Saves another card and makes it the usual one. */
export async function giveCard(stripe: Stripe, customer: string, card: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return id;
}
