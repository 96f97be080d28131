// Who hears which kind of event: one line per kind.
import { hearCheckout } from './hear-checkout.ts';
import { hearReceipt } from './hear-receipt.ts';
import type { PaymentEvent, PaymentSubject } from './payments.ts';
import type { PurchaseContext } from './purchase-context.ts';
import type { PaymentEventOutcome } from './purchases.ts';

export interface HeardEvent<Subject extends PaymentSubject = PaymentSubject> {
  readonly event: PaymentEvent;
  readonly subject: Subject;
  readonly receivedAt: Date;
}

/**
 * Resolves after its commit; throws when the event should be sent again. Events come twice, late and in any order. One that
 * answers CREDITED has recorded the event (recordEvents) in the transaction of the credits; all others are recorded by
 * the intake.
 */
export type EventHandler<Kind extends PaymentSubject['kind']> = (
  context: PurchaseContext,
  heard: HeardEvent<Extract<PaymentSubject, { kind: Kind }>>,
) => Promise<PaymentEventOutcome>;

export type EventHandlers = { readonly [Kind in PaymentSubject['kind']]: EventHandler<Kind> };

const HANDLERS: EventHandlers = {
  checkout: hearCheckout,
  receipt: hearReceipt,
  other: () => Promise.resolve('IGNORED'),
  unreadable: ({ log }, { event, subject }) => {
    const { id: eventId, type } = event;
    log.error({ eventId, type, problem: subject.problem }, 'a payment event gives no credits');
    return Promise.resolve('RECORDED');
  },
};

export function hearSubject(context: PurchaseContext, heard: HeardEvent): Promise<PaymentEventOutcome> {
  // The kind chooses the handler, which TypeScript cannot follow through the table.
  const handler = (context.handlers?.[heard.subject.kind] ?? HANDLERS[heard.subject.kind]) as (
    context: PurchaseContext,
    heard: HeardEvent,
  ) => Promise<PaymentEventOutcome>;
  return handler(context, heard);
}
