import { describe, expect, it } from '@jest/globals';
import { decidePayments, type PaymentsQuestion } from '../../src/config/decide-payments.ts';

const LIVE = 'sk_live_1';
const TEST = 'sk_test_1';
const REAL = ['FAL_KEY'];

type Row = [
  PaymentsQuestion['wanted'],
  PaymentsQuestion['exposure'],
  PaymentsQuestion['stripeKey'],
  readonly string[],
  string | RegExp,
];

describe('payments', () => {
  it.each<Row>([
    // On one's own machine, as long as no real provider is paid.
    [undefined, 'loopback', undefined, [], 'simulated'],
    ['simulated', 'loopback', undefined, [], 'simulated'],
    [undefined, 'loopback', TEST, REAL, 'stripe'],
    [undefined, 'loopback', LIVE, REAL, 'stripe'],
    [undefined, 'loopback', undefined, REAL, /next to real providers \(FAL_KEY\)/],
    ['simulated', 'loopback', undefined, REAL, /next to real providers/],
    // Where others can reach it, only by name.
    [undefined, 'reachable', undefined, [], /PAYMENTS=simulated .*PAYMENTS=off/],
    ['simulated', 'reachable', undefined, [], 'simulated'],
    ['simulated', 'reachable', undefined, REAL, /next to real providers/],
    [undefined, 'reachable', undefined, REAL, /next to real providers/],
    [undefined, 'reachable', LIVE, REAL, 'stripe'],
    [undefined, 'reachable', 'rk_live_1', REAL, 'stripe'],
    [undefined, 'reachable', TEST, [], 'stripe'],
    [undefined, 'reachable', TEST, REAL, /is a test key.*PAYMENTS=stripe-test/],
    ['stripe', 'reachable', 'rk_test_1', REAL, /is a test key/],
    ['stripe-test', 'reachable', TEST, REAL, 'stripe'],
    // Nothing is sold.
    ['off', 'loopback', undefined, REAL, 'off'],
    ['off', 'reachable', undefined, REAL, 'off'],
    ['off', 'reachable', LIVE, REAL, 'off'],
    // Contradictions.
    ['simulated', 'loopback', TEST, [], /contradict/],
    ['stripe', 'loopback', undefined, [], /STRIPE_SECRET_KEY is missing/],
    ['stripe-test', 'reachable', undefined, REAL, /STRIPE_SECRET_KEY is missing/],
    ['stripe-test', 'loopback', LIVE, [], /moves real money/],
  ])('PAYMENTS %s, %s, key %s, providers %j: %s', (wanted, exposure, stripeKey, providerKeys, expected) => {
    const decision = decidePayments({ wanted, exposure, stripeKey, providerKeys });
    if (typeof expected === 'string') expect(decision).toEqual({ kind: expected });
    else expect(decision).toEqual({ kind: 'refused', problem: expect.stringMatching(expected) });
  });
});
