// What a declined card means for the next attempt. Pure.
// Codes: https://docs.stripe.com/declines/codes. Advice: https://docs.stripe.com/declines/card#retrying-issuer-declines.
// Card networks fine merchants who go on charging a card after they were advised not to.

/** Why it stands still until somebody acts. */
export type PauseReason =
  | 'CARD_REFUSED'
  | 'CARD_DATA_WRONG'
  | 'AUTHENTICATION_REQUIRED'
  | 'RETRIES_EXHAUSTED'
  | 'PAYMENT_METHOD_MISSING';

export interface DeclineFacts {
  readonly code: string | undefined;
  readonly advice: string | undefined;
  /** Declines in a row, this one included. */
  readonly failures: number;
  readonly now: Date;
}

export type DeclineDecision =
  | { readonly kind: 'retry'; readonly at: Date }
  | { readonly kind: 'pause'; readonly reason: PauseReason };

const HOUR_MILLISECONDS = 3_600_000;
/** Before the second, third and fourth attempt. */
const RETRY_HOURS = [1, 4, 24];

/** The same card will be declined again, whenever it is tried. */
const NEVER_RETRY: ReadonlySet<string> = new Set([
  'card_not_supported',
  'currency_not_supported',
  'do_not_honor',
  'do_not_try_again',
  'fraudulent',
  'highest_risk_level',
  'invalid_account',
  'lost_card',
  'merchant_blacklist',
  'new_account_information_available',
  'no_action_taken',
  'not_permitted',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'security_violation',
  'service_not_allowed',
  'stolen_card',
  'stop_payment_order',
  'testmode_decline',
  'transaction_not_allowed',
]);

/** The card's data have to be entered anew. */
const WRONG_DATA: ReadonlySet<string> = new Set([
  'expired_card',
  'incorrect_address',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_pin',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'invalid_pin',
]);

const AUTHENTICATION: ReadonlySet<string> = new Set([
  'authentication_required',
  'authentication_not_handled',
  'offline_pin_required',
  'online_or_offline_pin_required',
  'payment_intent_authentication_failure',
]);

/** Stripe asks that customers are not shown these: whoever holds the card may not be its owner. */
const NOT_FOR_CUSTOMERS: ReadonlySet<string> = new Set([
  'fraudulent',
  'highest_risk_level',
  'lost_card',
  'merchant_blacklist',
  'pickup_card',
  'stolen_card',
]);

export function decideDecline({ code, advice, failures, now }: DeclineFacts): DeclineDecision {
  const reason = lastingReason(code ?? '', advice);
  if (reason !== undefined) return { kind: 'pause', reason };
  const hours = RETRY_HOURS[failures - 1];
  if (hours === undefined) return { kind: 'pause', reason: 'RETRIES_EXHAUSTED' };
  return { kind: 'retry', at: new Date(now.getTime() + hours * HOUR_MILLISECONDS) };
}

function lastingReason(code: string, advice: string | undefined): PauseReason | undefined {
  if (AUTHENTICATION.has(code)) return 'AUTHENTICATION_REQUIRED';
  if (WRONG_DATA.has(code) || advice === 'confirm_card_data') return 'CARD_DATA_WRONG';
  return NEVER_RETRY.has(code) || advice === 'do_not_try_again' ? 'CARD_REFUSED' : undefined;
}

/** The decline code as a customer may see it. */
export function publicDeclineCode(code: string | undefined): string | undefined {
  return code !== undefined && NOT_FOR_CUSTOMERS.has(code) ? 'generic_decline' : code;
}

const ADD_CARD = 'Add another payment method, then configure the automatic top-up again.';

const WORDS: Readonly<Record<PauseReason, string>> = {
  CARD_REFUSED: `The bank does not accept this card. ${ADD_CARD}`,
  CARD_DATA_WRONG: `The card has expired, or its data are not right. ${ADD_CARD}`,
  AUTHENTICATION_REQUIRED: `The bank wants its card holder to confirm in person: somebody has to pay once, or add the card again. Then configure the automatic top-up again.`,
  RETRIES_EXHAUSTED: `The card was declined four times in a row. ${ADD_CARD}`,
  PAYMENT_METHOD_MISSING: `There is no saved payment method any more. ${ADD_CARD}`,
};

export const pauseInWords = (reason: PauseReason): string => WORDS[reason];
