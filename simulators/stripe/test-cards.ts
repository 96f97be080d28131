// Stripe's test cards and the payment methods that stand for them (https://docs.stripe.com/testing).
import type { CardBehaviour } from './decide-card-outcome.ts';

export interface TestCard {
  readonly number: string;
  /** After `pm_card_` and `tok_`; `visa_chargeDeclined` is understood as `chargeDeclined`. */
  readonly names: readonly string[];
  readonly brand: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly behaviour: CardBehaviour;
  /** What the checkout page says it does. */
  readonly meaning: string;
}

type Row = readonly [number: string, names: string, brand: string, behaviour: CardBehaviour, meaning: string];

const approves = { kind: 'approves' } as const;
const declines = (code: string): CardBehaviour => ({ kind: 'declines', trouble: code, isAttachable: false });

const ROWS: readonly Row[] = [
  ['4242424242424242', 'visa', 'visa', approves, 'Succeeds'],
  ['4000056655665556', 'visa_debit', 'visa', approves, 'Succeeds (debit)'],
  ['5555555555554444', 'mastercard', 'mastercard', approves, 'Succeeds'],
  ['2223003122003222', 'mastercard_2', 'mastercard', approves, 'Succeeds'],
  ['5200828282828210', 'mastercard_debit', 'mastercard', approves, 'Succeeds (debit)'],
  ['5105105105105100', 'mastercard_prepaid', 'mastercard', approves, 'Succeeds (prepaid)'],
  ['378282246310005', 'amex', 'amex', approves, 'Succeeds'],
  ['6011111111111117', 'discover', 'discover', approves, 'Succeeds'],
  ['3056930009020004', 'diners', 'diners', approves, 'Succeeds'],
  ['3566002020360505', 'jcb', 'jcb', approves, 'Succeeds'],
  ['6200000000000005', 'unionpay', 'unionpay', approves, 'Succeeds'],
  ['4000000000000002', 'chargeDeclined', 'visa', declines('generic_decline'), 'Is declined'],
  [
    '4000000000009995',
    'chargeDeclinedInsufficientFunds',
    'visa',
    declines('insufficient_funds'),
    'Is declined: insufficient funds',
  ],
  ['4000000000009987', 'chargeDeclinedLostCard', 'visa', declines('lost_card'), 'Is declined: lost card'],
  ['4000000000009979', 'chargeDeclinedStolenCard', 'visa', declines('stolen_card'), 'Is declined: stolen card'],
  ['4000000000000069', 'chargeDeclinedExpiredCard', 'visa', declines('expired_card'), 'Is declined: expired'],
  ['4000000000000127', 'chargeDeclinedIncorrectCvc', 'visa', declines('incorrect_cvc'), 'Is declined: wrong CVC'],
  [
    '4000000000000119',
    'chargeDeclinedProcessingError',
    'visa',
    declines('processing_error'),
    'Is declined: processing error',
  ],
  [
    '4000000000006975',
    'chargeDeclinedVelocityLimitExceeded',
    'visa',
    declines('card_velocity_exceeded'),
    'Is declined: too many charges',
  ],
  ['4100000000000019', 'riskLevelHighest', 'visa', declines('fraudulent'), 'Is blocked as fraudulent'],
  [
    '4000000000000341',
    'chargeCustomerFail',
    'visa',
    { kind: 'declines', trouble: 'generic_decline', isAttachable: true },
    'Can be saved; every charge is declined',
  ],
  [
    '4000002500003155',
    'authenticationRequiredOnSetup',
    'visa',
    { kind: 'authenticates', when: 'unless_set_up' },
    'Must be authenticated unless it was set up',
  ],
  [
    '4000002760003184',
    'authenticationRequired',
    'visa',
    { kind: 'authenticates', when: 'always' },
    'Must be authenticated at every payment',
  ],
  [
    '4000003800000446',
    'authenticationRequiredSetupForOffSession',
    'visa',
    { kind: 'authenticates', when: 'unless_off_session' },
    'Needs no authentication when the customer is away',
  ],
  [
    '4000000000000259',
    'createDispute',
    'visa',
    { kind: 'disputes', reason: 'fraudulent' },
    'Succeeds, then is disputed as fraudulent',
  ],
  [
    '4000000000002685',
    'createDisputeProductNotReceived',
    'visa',
    { kind: 'disputes', reason: 'product_not_received' },
    'Succeeds, then is disputed: not received',
  ],
];

function fundingOf(names: string): TestCard['funding'] {
  if (names.endsWith('debit')) return 'debit';
  return names.endsWith('prepaid') ? 'prepaid' : 'credit';
}

export const TEST_CARDS: readonly TestCard[] = ROWS.map(([number, names, brand, behaviour, meaning]) => ({
  number,
  names: [names],
  brand,
  funding: fundingOf(names),
  behaviour,
  meaning,
}));

export const USUAL_CARD = '4242424242424242';
export const DECLINED_CARD = '4000000000000002';

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]));
const BY_NAME = new Map(TEST_CARDS.flatMap((card) => card.names.map((name) => [name, card] as const)));

export function cardByNumber(number: string): TestCard | undefined {
  return BY_NUMBER.get(number.replaceAll(/[\s-]/g, ''));
}

/** `pm_card_visa`, `tok_visa`, `pm_card_visa_chargeDeclined` …; undefined when it names no test card. */
export function cardByToken(token: string): TestCard | undefined {
  const [, name] = /^(?:pm_card_|tok_)(\w+)$/.exec(token) ?? [];
  if (name === undefined) return undefined;
  return BY_NAME.get(name) ?? BY_NAME.get(name.replace(/^visa_/, ''));
}
