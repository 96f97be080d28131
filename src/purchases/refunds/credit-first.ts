// Credits a payment whose events have not come yet, through the handlers that they would have gone to.
import { hearCheckout } from '../hear-checkout.ts';
import type { PaymentEvent } from '../payments.ts';
import { hearPlanInvoice } from '../plans/hear-plan-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { PaymentEventOutcome } from '../purchases.ts';
import { hearTopUp } from '../top-up/hear-top-up.ts';

/** Throws ProviderUnavailableError. */
export async function creditFirst(context: PurchaseContext, paymentIntentId: string): Promise<void> {
  for (const event of await context.payments.readCredit(paymentIntentId)) await hearCredit(context, event);
}

/** What a payment's own objects say; all other kinds bring no credits. */
export function hearCredit(context: PurchaseContext, event: PaymentEvent): Promise<PaymentEventOutcome> {
  const { subject } = event;
  const receivedAt = context.now();
  switch (subject.kind) {
    case 'checkout':
      return hearCheckout(context, { event, subject, receivedAt });
    case 'top-up':
      return hearTopUp(context, { event, subject, receivedAt });
    case 'plan-invoice':
      return hearPlanInvoice(context, { event, subject, receivedAt });
    case 'invoice':
      return context.hearers?.invoice?.({ event, subject, receivedAt }, context.log) ?? Promise.resolve('IGNORED');
    default:
      return Promise.resolve('IGNORED');
  }
}
