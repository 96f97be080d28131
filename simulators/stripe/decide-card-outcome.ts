// What a bank says to a charge (https://docs.stripe.com/declines/codes, https://docs.stripe.com/testing).

/** A decline code; `generic_decline` and others of Stripe's list. */
export type CardTrouble = string;

export type CardBehaviour =
  | { readonly kind: 'approves' }
  /** `isAttachable`: it can be saved for a customer all the same, and fails when it is charged. */
  | { readonly kind: 'declines'; readonly trouble: CardTrouble; readonly isAttachable: boolean }
  | { readonly kind: 'authenticates'; readonly when: 'always' | 'unless_set_up' | 'unless_off_session' }
  | { readonly kind: 'disputes'; readonly reason: string };

export interface Decline {
  /** Stripe's error code: `card_declined`, or the trouble itself where Stripe has a code for it. */
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  readonly advice: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later' | null;
  /** Of the card networks. */
  readonly networkCode: string;
  readonly param?: string;
}

export type CardOutcome =
  | { readonly kind: 'approved'; readonly disputeReason?: string }
  | { readonly kind: 'declined'; readonly decline: Decline }
  /** The customer is there and has to authenticate. */
  | { readonly kind: 'requires_action' };

export interface CardUse {
  readonly behaviour: CardBehaviour;
  /** Put on the card by hand; outranks what its number says. */
  readonly trouble: CardTrouble | null;
  /** Months count from 1. */
  readonly expiry: { readonly month: number; readonly year: number };
  readonly now: { readonly month: number; readonly year: number };
  readonly isOffSession: boolean;
  readonly isSetUp: boolean;
  /** On Stripe's own pages customers authenticate on the spot. */
  readonly isAuthenticated: boolean;
}

type Words = Omit<Decline, 'declineCode'>;

const DECLINED = 'Your card was declined.';

const KNOWN: Readonly<Record<string, Words>> = {
  generic_decline: { code: 'card_declined', message: DECLINED, advice: 'try_again_later', networkCode: '05' },
  insufficient_funds: {
    code: 'card_declined',
    message: 'Your card has insufficient funds.',
    advice: 'try_again_later',
    networkCode: '51',
  },
  lost_card: { code: 'card_declined', message: DECLINED, advice: 'do_not_try_again', networkCode: '41' },
  stolen_card: { code: 'card_declined', message: DECLINED, advice: 'do_not_try_again', networkCode: '43' },
  pickup_card: { code: 'card_declined', message: DECLINED, advice: 'do_not_try_again', networkCode: '04' },
  fraudulent: { code: 'card_declined', message: DECLINED, advice: 'do_not_try_again', networkCode: '59' },
  card_velocity_exceeded: {
    code: 'card_declined',
    message: 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    advice: 'try_again_later',
    networkCode: '65',
  },
  expired_card: {
    code: 'expired_card',
    message: 'Your card has expired.',
    advice: 'do_not_try_again',
    networkCode: '54',
    param: 'exp_month',
  },
  incorrect_cvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    advice: 'confirm_card_data',
    networkCode: 'N7',
    param: 'cvc',
  },
  processing_error: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    advice: 'try_again_later',
    networkCode: '96',
  },
  authentication_required: {
    code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
    advice: 'try_again_later',
    networkCode: '1A',
  },
};

/** Stripe's words for a decline code; codes that are not in the table have those of a plain decline. */
export function describeDecline(trouble: CardTrouble): Decline {
  const words = KNOWN[trouble] ?? { code: 'card_declined', message: DECLINED, advice: null, networkCode: '05' };
  return { ...words, declineCode: trouble };
}

const declined = (trouble: CardTrouble): CardOutcome => ({ kind: 'declined', decline: describeDecline(trouble) });

export function decideCardOutcome(use: CardUse): CardOutcome {
  if (use.trouble !== null) return declined(use.trouble);
  const { expiry, now } = use;
  if (expiry.year * 12 + expiry.month < now.year * 12 + now.month) return declined('expired_card');
  const { behaviour } = use;
  switch (behaviour.kind) {
    case 'approves':
      return { kind: 'approved' };
    case 'declines':
      return declined(behaviour.trouble);
    case 'disputes':
      return { kind: 'approved', disputeReason: behaviour.reason };
    case 'authenticates':
      return decideAuthentication(use, behaviour.when);
    default:
      return behaviour satisfies never;
  }
}

function decideAuthentication(
  use: CardUse,
  when: Extract<CardBehaviour, { kind: 'authenticates' }>['when'],
): CardOutcome {
  if (use.isAuthenticated) return { kind: 'approved' };
  if (when === 'unless_set_up' && use.isSetUp) return { kind: 'approved' };
  if (when === 'unless_off_session' && use.isOffSession) return { kind: 'approved' };
  return use.isOffSession ? declined('authentication_required') : { kind: 'requires_action' };
}
