// Does Stripe know the key, and does it send its events here?
import type { Configuration } from '../../../config/index.ts';
import { isLoopbackName } from '../../../config/index.ts';
import { examineStripe, type StripeAnswer } from '../../../purchases/index.ts';
import { decideClock } from './check-clock.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('payments');

export interface StripeQuestion {
  readonly configuration: Configuration;
  /** What stands in for https://api.stripe.com. */
  readonly apiBase?: (() => string) | undefined;
  readonly now: () => Date;
}

export async function checkStripe({ configuration, apiBase, now }: StripeQuestion): Promise<Finding[]> {
  const { stripe } = configuration;
  if (stripe.kind === 'off') return [ok('nothing is sold: PAYMENTS=off')];
  if (stripe.kind === 'simulator') return [ok('payments are simulated by the gateway itself, and Stripe is not asked')];
  const { secretKey, isTest } = stripe;
  const answer = await examineStripe({ secretKey, ...(apiBase === undefined ? {} : { apiBase }) }, now);
  return [
    ...decideKey(answer, isTest),
    ...decideEndpoint(answer, configuration.publicUrl),
    ...(answer.clock === undefined
      ? []
      : [decideClock({ whose: 'Stripe', ...answer.clock, precisionMilliseconds: 1_000 })]),
  ];
}

function decideKey({ key }: StripeAnswer, isTest: boolean): Finding[] {
  const mode = isTest ? 'test mode: no money moves' : 'live mode: real money moves';
  switch (key.status) {
    case 'OK':
      return [ok(`Stripe knows the key, in ${mode}`)];
    case 'FORBIDDEN':
      return [ok(`Stripe knows the key, in ${mode}; it is restricted, and what it may do shows only when it is asked`)];
    case 'UNAUTHORIZED':
      return [
        problem(
          'Stripe refuses STRIPE_SECRET_KEY',
          'It is wrong, expired or revoked: take a new one from the dashboard.',
        ),
      ];
    case 'UNAVAILABLE':
      return [
        problem(
          `Stripe cannot be asked (${key.code})`,
          'Does this machine reach https://api.stripe.com? A firewall or a proxy may stand in between.',
        ),
      ];
    default:
      return key satisfies never;
  }
}

function decideEndpoint({ endpoints, apiVersion }: StripeAnswer, publicUrl: string | undefined): Finding[] {
  if (publicUrl === undefined || isLoopbackName(new URL(publicUrl).hostname)) {
    return [
      warning(
        'Stripe cannot send events to a gateway of this machine only',
        'For trials, "stripe listen" forwards them (docs/stripe.md). Otherwise set PUBLIC_URL.',
      ),
    ];
  }
  if (endpoints.status === 'FORBIDDEN') {
    return [
      warning(
        'the key may not read webhook endpoints, so that they are not looked at',
        'Look in the dashboard, or let the key read them.',
      ),
    ];
  }
  if (endpoints.status !== 'OK') return [];
  const url = `${publicUrl}/webhooks/stripe`;
  const ours = endpoints.list.filter((endpoint) => endpoint.url === url);
  const [endpoint] = [...ours.filter(({ isEnabled }) => isEnabled), ...ours];
  if (endpoint === undefined) {
    return [
      problem(
        `Stripe has no webhook endpoint ${url}`,
        'Make it (docs/stripe.md): without it, payments are found late, by the reconciler.',
      ),
    ];
  }
  return decideOwn(endpoint, apiVersion);
}

type Endpoint = Extract<StripeAnswer['endpoints'], { status: 'OK' }>['list'][number];

function decideOwn({ url, isEnabled, missingTypes, apiVersion: version }: Endpoint, apiVersion: string): Finding[] {
  if (!isEnabled) {
    return [
      problem(
        `the webhook endpoint ${url} is disabled`,
        'Enable it in the dashboard: Stripe disables endpoints that fail for days.',
      ),
    ];
  }
  const found = [
    missingTypes.length === 0
      ? undefined
      : problem(
          `the webhook endpoint ${url} is not sent ${missingTypes.join(', ')}`,
          'Add these types of event to it (docs/stripe.md has the list).',
        ),
    version === apiVersion
      ? undefined
      : warning(
          `the webhook endpoint's API version is ${version ?? "the account's default"}, and the gateway's ${apiVersion}`,
          'It works, and costs a call per event: make the endpoint with that version.',
        ),
  ].filter((finding) => finding !== undefined);
  const arrives = ok(
    `Stripe sends its events to ${url}; whether STRIPE_WEBHOOK_SECRET is that endpoint's, the first event shows`,
  );
  return found.some(({ state }) => state === 'problem') ? found : [arrives, ...found];
}
