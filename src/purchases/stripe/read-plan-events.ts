// Events about subscriptions: only whom they are about. How things stand is asked of Stripe, so that their order does not
// matter.
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { PaymentSubject } from '../payments.ts';
import type { PlanCheckoutSubject } from '../plans/plan-payments.ts';
import { Metadata, problemOf, Reference } from './event-parts.ts';

const Required = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

const Subscription = z.object({ id: z.string(), customer: Required });
const Invoice = z.object({
  id: z.string(),
  customer: Reference,
  parent: z
    .object({ subscription_details: z.object({ subscription: Reference, metadata: Metadata }).nullish() })
    .nullish(),
});
const PlanSession = z.object({ id: z.string(), customer: Reference, subscription: Reference });
const Customer = z.object({ id: z.string() });

const unreadable = (error: z.ZodError): PaymentSubject => ({ kind: 'unreadable', problem: problemOf(error) });

export function readSubscriptionEvent(object: unknown): PaymentSubject {
  const parsed = Subscription.safeParse(object);
  if (!parsed.success) return unreadable(parsed.error);
  return { kind: 'subscription', subscriptionId: parsed.data.id, customerId: parsed.data.customer };
}

/** `other` for an invoice that is not of a subscription. */
export function readPlanInvoiceEvent(isPaid: boolean, object: unknown): PaymentSubject {
  const parsed = Invoice.safeParse(object);
  if (!parsed.success) return unreadable(parsed.error);
  const { id: invoiceId, customer: customerId, parent } = parsed.data;
  const subscriptionId = parent?.subscription_details?.subscription;
  if (typeof subscriptionId !== 'string' || typeof customerId !== 'string') return { kind: 'other' };
  const isNamed = fromPublicId('acct', parent?.subscription_details?.metadata?.['account_id'] ?? '') !== undefined;
  return { kind: 'plan-invoice', invoiceId, subscriptionId, customerId, isPaid, isNamed };
}

export function readPlanCheckout(stage: PlanCheckoutSubject['stage'], object: unknown): PaymentSubject {
  const parsed = PlanSession.safeParse(object);
  if (!parsed.success) return unreadable(parsed.error);
  const { id: sessionId, customer, subscription } = parsed.data;
  return {
    kind: 'plan-checkout',
    stage,
    sessionId,
    customerId: customer ?? undefined,
    subscriptionId: subscription ?? undefined,
  };
}

export function readCustomerDeleted(object: unknown): PaymentSubject {
  const parsed = Customer.safeParse(object);
  return parsed.success ? { kind: 'customer-deleted', customerId: parsed.data.id } : unreadable(parsed.error);
}
