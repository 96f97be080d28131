// Who handles which kind of event: one line per kind.

import { handleCheckout, handleReceipt } from '../checkout/handle-checkout.ts';
import { handleCustomerDeleted } from '../customers/customers.ts';
import type { PaymentSubject } from '../payments.ts';
import { handlePlanCheckout, handlePlanInvoice, handleSubscription } from '../plans/handle-plan-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { handleReversal } from '../refunds/mirror-payment.ts';
import { handleTopUp } from '../top-up/settle-attempt.ts';
import type { OutsideHandler, PaymentEventOutcome, ReceivedEvent } from './received-event.ts';

type EventHandler<Kind extends PaymentSubject['kind']> = (
  context: PurchaseContext,
  ...received: Parameters<OutsideHandler<Kind>>
) => Promise<PaymentEventOutcome>;

type EventHandlers = { readonly [Kind in PaymentSubject['kind']]: EventHandler<Kind> };

const HANDLERS: EventHandlers = {
  checkout: handleCheckout,
  receipt: handleReceipt,
  'customer-deleted': handleCustomerDeleted,
  subscription: handleSubscription,
  'plan-checkout': handlePlanCheckout,
  'plan-invoice': handlePlanInvoice,
  'top-up': handleTopUp,
  reversal: handleReversal,
  // Another room's: see `outsideHandlers` of the context.
  invoice: () => Promise.resolve('IGNORED'),
  other: () => Promise.resolve('IGNORED'),
  unreadable: ({ log }, { event, subject }) => {
    const { id: eventId, type } = event;
    log.error({ eventId, type, problem: subject.problem }, 'a payment event gives no credits');
    return Promise.resolve('RECORDED');
  },
};

export function handleSubject(context: PurchaseContext, received: ReceivedEvent): Promise<PaymentEventOutcome> {
  const { kind } = received.subject;
  // The kind chooses the handler, which TypeScript cannot follow through the tables.
  const outside = context.outsideHandlers?.[kind];
  if (outside !== undefined) return outside(received as never, context.log);
  const handler = HANDLERS[kind] as (context: PurchaseContext, received: ReceivedEvent) => Promise<PaymentEventOutcome>;
  return handler(context, received);
}
