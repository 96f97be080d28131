// Who hears which kind of event: one line per kind.
import { hearCustomerDeleted } from './customers/hear-customer-deleted.ts';
import { hearCheckout } from './hear-checkout.ts';
import { hearReceipt } from './hear-receipt.ts';
import type { EventHearer, HeardEvent, PaymentEventOutcome } from './heard-event.ts';
import type { PaymentSubject } from './payments.ts';
import { hearPlanCheckout, hearPlanInvoice, hearSubscription } from './plans/hear-plan-events.ts';
import type { PurchaseContext } from './purchase-context.ts';
import { hearReversal } from './refunds/mirror-payment.ts';
import { hearTopUp } from './top-up/hear-top-up.ts';

type EventHandler<Kind extends PaymentSubject['kind']> = (
  context: PurchaseContext,
  ...heard: Parameters<EventHearer<Kind>>
) => Promise<PaymentEventOutcome>;

type EventHandlers = { readonly [Kind in PaymentSubject['kind']]: EventHandler<Kind> };

const HANDLERS: EventHandlers = {
  checkout: hearCheckout,
  receipt: hearReceipt,
  'customer-deleted': hearCustomerDeleted,
  subscription: hearSubscription,
  'plan-checkout': hearPlanCheckout,
  'plan-invoice': hearPlanInvoice,
  'top-up': hearTopUp,
  reversal: hearReversal,
  // Another room's: see `hearers` of the context.
  invoice: () => Promise.resolve('IGNORED'),
  other: () => Promise.resolve('IGNORED'),
  unreadable: ({ log }, { event, subject }) => {
    const { id: eventId, type } = event;
    log.error({ eventId, type, problem: subject.problem }, 'a payment event gives no credits');
    return Promise.resolve('RECORDED');
  },
};

export function hearSubject(context: PurchaseContext, heard: HeardEvent): Promise<PaymentEventOutcome> {
  const { kind } = heard.subject;
  // The kind chooses who hears, which TypeScript cannot follow through the tables.
  const outside = context.hearers?.[kind];
  if (outside !== undefined) return outside(heard as never, context.log);
  const handler = HANDLERS[kind] as (context: PurchaseContext, heard: HeardEvent) => Promise<PaymentEventOutcome>;
  return handler(context, heard);
}
