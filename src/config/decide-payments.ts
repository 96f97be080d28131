// How payments are taken. Where others can reach the gateway, credits that nobody paid for are given only when a setting
// asks for that by name; and never where they would buy the work of a real provider.
import type { Exposure } from './decide-exposure.ts';

export type WantedPayments = 'stripe' | 'stripe-test' | 'simulated' | 'off';

export interface PaymentsQuestion {
  /** PAYMENTS; undefined when it is not set. */
  readonly wanted: WantedPayments | undefined;
  readonly exposure: Exposure;
  /** STRIPE_SECRET_KEY. */
  readonly stripeKey: string | undefined;
  /** Names of the variables that hold credentials of real providers. */
  readonly providerKeys: readonly string[];
}

export type PaymentsDecision =
  | { readonly kind: 'stripe' | 'simulated' | 'off' }
  /** One sentence that says what to set. */
  | { readonly kind: 'refused'; readonly problem: string };

export function decidePayments(question: PaymentsQuestion): PaymentsDecision {
  if (question.wanted === 'off') return { kind: 'off' };
  return question.stripeKey === undefined ? withoutStripe(question) : withStripe(question, question.stripeKey);
}

function withStripe({ wanted, exposure, providerKeys }: PaymentsQuestion, stripeKey: string): PaymentsDecision {
  const isTest = !isLiveKey(stripeKey);
  if (wanted === 'simulated') {
    return refused('PAYMENTS=simulated and STRIPE_SECRET_KEY contradict each other: take one of them away.');
  }
  if (wanted === 'stripe-test' && !isTest) {
    return refused('PAYMENTS=stripe-test is set, but STRIPE_SECRET_KEY moves real money: set PAYMENTS=stripe.');
  }
  if (isTest && wanted !== 'stripe-test' && exposure === 'reachable' && providerKeys.length > 0) {
    return refused(
      'STRIPE_SECRET_KEY is a test key: others can reach this gateway, buy credits with a test card, and spend them at ' +
        `your real providers (${providerKeys.join(', ')}). Set a live key, or PAYMENTS=stripe-test if that is what you want.`,
    );
  }
  return { kind: 'stripe' };
}

function withoutStripe({ wanted, exposure, providerKeys }: PaymentsQuestion): PaymentsDecision {
  if (wanted === 'stripe' || wanted === 'stripe-test') {
    return refused(`STRIPE_SECRET_KEY is missing: PAYMENTS=${wanted} takes payments through Stripe.`);
  }
  if (providerKeys.length > 0) {
    return refused(
      `Payments would be simulated next to real providers (${providerKeys.join(', ')}): credits that nobody paid for ` +
        'would be spent with your keys. Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET (test keys do on your own ' +
        'machine), or PAYMENTS=off to sell nothing, or take the keys of the providers away.',
    );
  }
  if (exposure === 'reachable' && wanted === undefined) {
    return refused(
      'Others can reach this gateway (HOST, PUBLIC_URL or TRUSTED_PROXIES says so), and there is no STRIPE_SECRET_KEY. ' +
        'Set it, or PAYMENTS=simulated to give credits to everybody who presses a button, or PAYMENTS=off to sell nothing.',
    );
  }
  return { kind: 'simulated' };
}

/** Whether a key of Stripe's moves real money. */
export function isLiveKey(stripeKey: string): boolean {
  return /^[sr]k_live_/.test(stripeKey);
}

function refused(problem: string): PaymentsDecision {
  return { kind: 'refused', problem };
}
