// Credits a payment whose events have not come yet, through the handlers that they would have gone to.
import { handleCheckout } from '../checkout/handle-checkout.ts';
import type { PaymentEvent } from '../payments.ts';
import { handlePlanInvoice } from '../plans/handle-plan-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { PaymentEventOutcome } from '../purchases.ts';
import { handleTopUp } from '../top-up/settle-attempt.ts';

/** Throws ProviderUnavailableError. */
export async function creditFirst(context: PurchaseContext, paymentIntentId: string): Promise<void> {
  for (const event of await context.payments.readCredit(paymentIntentId)) await handleCredit(context, event);
}

/** What a payment's own objects say; all other kinds bring no credits. */
export function handleCredit(context: PurchaseContext, event: PaymentEvent): Promise<PaymentEventOutcome> {
  const { subject } = event;
  const receivedAt = context.now();
  switch (subject.kind) {
    case 'checkout':
      return handleCheckout(context, { event, subject, receivedAt });
    case 'top-up':
      return handleTopUp(context, { event, subject, receivedAt });
    case 'plan-invoice':
      return handlePlanInvoice(context, { event, subject, receivedAt });
    case 'invoice':
      return (
        context.outsideHandlers?.invoice?.({ event, subject, receivedAt }, context.log) ?? Promise.resolve('IGNORED')
      );
    default:
      return Promise.resolve('IGNORED');
  }
}
