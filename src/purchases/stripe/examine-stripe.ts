// What Stripe says of the key and of the webhook endpoints, for who sets a gateway up. Changes nothing at Stripe.
// Source: https://docs.stripe.com/api/balance/balance_retrieve and https://docs.stripe.com/api/webhook_endpoints/list.
import Stripe from 'stripe';
import type { StripeOptions } from './create-stripe-payments.ts';
import { fetchUnder } from './fetch-under.ts';
import { HANDLED_EVENT_TYPES } from './read-event.ts';

export interface StripeEndpoint {
  readonly url: string;
  readonly isEnabled: boolean;
  /** Types that the gateway handles and this endpoint does not send. */
  readonly missingTypes: readonly string[];
  /** Undefined: that of the account. */
  readonly apiVersion: string | undefined;
}

/** FORBIDDEN: a restricted key that may not ask for this. */
type Refused =
  | { readonly status: 'UNAUTHORIZED' | 'FORBIDDEN' }
  | { readonly status: 'UNAVAILABLE'; readonly code: string };

export interface StripeAnswer {
  /** Stripe's clock, to the second; undefined without an answer. */
  readonly clock: { readonly now: Date; readonly asked: Date; readonly answered: Date } | undefined;
  readonly key: { readonly status: 'OK'; readonly livemode: boolean } | Refused;
  readonly endpoints: { readonly status: 'OK'; readonly list: readonly StripeEndpoint[] } | Refused;
  /** Which one the library speaks. */
  readonly apiVersion: string;
}

/** Stripe's own limit of endpoints in one mode of an account is 16. */
const MOST_ENDPOINTS = 100;
const TIMEOUT_MILLISECONDS = 10_000;

export async function examineStripe(
  { secretKey, apiBase }: Pick<StripeOptions, 'secretKey' | 'apiBase'>,
  now: () => Date,
): Promise<StripeAnswer> {
  const stripe = new Stripe(secretKey, {
    timeout: TIMEOUT_MILLISECONDS,
    maxNetworkRetries: 1,
    telemetry: false,
    appInfo: { name: 'Tollgate' },
    ...(apiBase === undefined ? {} : { httpClient: Stripe.createFetchHttpClient(fetchUnder(apiBase)) }),
  });
  const asked = now();
  const balance = await answerOf(stripe.balance.retrieve());
  const answered = now();
  const key = balance.status === 'OK' ? { status: balance.status, livemode: balance.result.livemode } : balance.refusal;
  const endpoints = key.status === 'UNAUTHORIZED' || key.status === 'UNAVAILABLE' ? key : await readEndpoints(stripe);
  const date = balance.date === undefined ? Number.NaN : Date.parse(balance.date);
  const clock = Number.isNaN(date) ? undefined : { now: new Date(date), asked, answered };
  return { clock, key, endpoints, apiVersion: Stripe.API_VERSION };
}

async function readEndpoints(stripe: Stripe): Promise<StripeAnswer['endpoints']> {
  const answer = await answerOf(stripe.webhookEndpoints.list({ limit: MOST_ENDPOINTS }));
  if (answer.status !== 'OK') return answer.refusal;
  const list = answer.result.data.map(({ url, status, enabled_events: types, api_version: version }) => ({
    url,
    isEnabled: status === 'enabled',
    missingTypes: types.some((type) => type === '*') ? [] : HANDLED_EVENT_TYPES.filter((type) => !isIn(type, types)),
    apiVersion: version ?? undefined,
  }));
  return { status: 'OK', list };
}

const isIn = (type: string, types: readonly string[]): boolean => types.includes(type);

type Answer<T> =
  | { readonly status: 'OK'; readonly result: T; readonly date: string | undefined }
  | { readonly status: 'REFUSED'; readonly refusal: Refused; readonly date: string | undefined };

async function answerOf<T>(call: Promise<Stripe.Response<T>>): Promise<Answer<T>> {
  try {
    const result = await call;
    return { status: 'OK', result, date: dateOf(result.lastResponse.headers) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return { status: 'REFUSED', refusal: refusalOf(error), date: error.headers?.['date'] };
  }
}

/** With fetch beneath it, the library gives fetch's own object, whatever its types say. */
function dateOf(headers: Headers | Readonly<Record<string, string>>): string | undefined {
  return headers instanceof Headers ? (headers.get('date') ?? undefined) : headers['date'];
}

/** Never the message: it may quote a part of the key. */
function refusalOf(error: Stripe.errors.StripeError): Refused {
  if (error instanceof Stripe.errors.StripeAuthenticationError) return { status: 'UNAUTHORIZED' };
  if (error instanceof Stripe.errors.StripePermissionError) return { status: 'FORBIDDEN' };
  return { status: 'UNAVAILABLE', code: error.code ?? error.type };
}
