// Cards as Stripe shows them (https://docs.stripe.com/api/payment_methods/object).
import { hash } from 'node:crypto';
import type Stripe from 'stripe';
import { CardDecline, refuse, refuseMissing } from './api-answer.ts';
import { note } from './customer.ts';
import { describeDecline } from './decide-card-outcome.ts';
import type { StoredPaymentMethod } from './stored-objects.ts';
import { newStripeId } from './stripe-ids.ts';
import { cardByNumber, cardByToken, type TestCard } from './test-cards.ts';
import type { Work } from './work.ts';

export const EMPTY_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export interface NewCard {
  readonly card: TestCard;
  readonly expiry?: { readonly month: number; readonly year: number } | undefined;
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
}

/** Stripe's own test payment methods do not expire soon. */
const USUAL_EXPIRY = { month: 12, year: 2034 };
const FINGERPRINT_LENGTH = 16;

/** Belongs to nobody until it is attached. */
export function addPaymentMethod(work: Work, { card, expiry = USUAL_EXPIRY, ...more }: NewCard): StoredPaymentMethod {
  const id = newStripeId('pm');
  const object: Stripe.PaymentMethod = {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: EMPTY_ADDRESS,
      email: more.email ?? null,
      name: more.name ?? null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: expiry.month,
      exp_year: expiry.year,
      fingerprint: hash('sha256', card.number, 'base64url').slice(0, FINGERPRINT_LENGTH),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: work.seconds,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: more.metadata ?? {},
    type: 'card',
  };
  const stored = { object, cardNumber: card.number, isSetUp: false };
  work.save('payment_method', id, stored);
  return stored;
}

export function cardOf({ cardNumber }: Pick<StoredPaymentMethod, 'cardNumber'>): TestCard {
  const card = cardByNumber(cardNumber);
  if (card === undefined) throw new Error(`no test card has the number ${cardNumber}`);
  return card;
}

/** A payment method by its id, or a new one by the name of a test card: `pm_card_visa`. */
export async function takePaymentMethod(work: Work, name: string, param: string): Promise<StoredPaymentMethod> {
  const card = cardByToken(name);
  if (card !== undefined) return addPaymentMethod(work, { card });
  const found = await work.find('payment_method', name);
  if (found === undefined) throw refuseMissing('PaymentMethod', name, param);
  return found;
}

/** What Stripe says of one that was detached, or used without being attached. */
const SPENT =
  'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.';
const SPENT_FOR_GOOD =
  'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.';

/** @throws ApiRefusal when it may not be used again (https://docs.stripe.com/api/payment_methods/detach) */
function refuseSpent({ isSpent = false }: StoredPaymentMethod, message = SPENT): void {
  if (isSpent) throw refuse(message);
}

/** @throws ApiRefusal when it is somebody else's, or may not be used again */
export function refuseForeign(stored: StoredPaymentMethod, customer: string | undefined): void {
  refuseSpent(stored);
  const { object } = stored;
  if (object.customer === null || object.customer === customer) return;
  const message =
    'The provided PaymentMethod cannot be used. It belongs to another Customer, or no Customer was given with it.';
  throw refuse(message, { param: 'payment_method', code: 'payment_method_unexpected_state' });
}

/** Saves a card for a customer; the bank is asked, so that a declined card is not saved. */
export async function attachPaymentMethod(
  work: Work,
  stored: StoredPaymentMethod,
  customer: string,
): Promise<StoredPaymentMethod | CardDecline> {
  refuseSpent(stored, SPENT_FOR_GOOD);
  refuseForeign(stored, customer);
  const { object, cardNumber } = stored;
  if (object.customer === customer) return stored;
  const { behaviour } = cardOf({ cardNumber });
  if (behaviour.kind === 'declines' && !behaviour.isAttachable) {
    const { code, declineCode, message, param } = describeDecline(behaviour.trouble);
    return new CardDecline({ code, decline_code: declineCode, message, ...(param === undefined ? {} : { param }) });
  }
  const attached = { ...stored, object: { ...object, customer } };
  work.save('payment_method', object.id, attached);
  work.happened('payment_method.attached', attached.object);
  await note(work, customer, { list: 'paymentMethods', id: object.id, isThere: true });
  return attached;
}
