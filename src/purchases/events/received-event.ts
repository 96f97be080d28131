// What the intake hands to the handler of a kind of event, and what they answer.
import type { PaymentEvent, PaymentSubject } from '../payments.ts';
import type { PurchaseLog } from '../purchase-log.ts';

export interface ReceivedEvent<Subject extends PaymentSubject = PaymentSubject> {
  readonly event: PaymentEvent;
  readonly subject: Subject;
  readonly receivedAt: Date;
}

/**
 * CREDITED: credits were added now. ALREADY_CREDITED: this payment's credits are there since an earlier event.
 * RECORDED: noted, no credits due (or a problem, which is in the log). IGNORED: not ours.
 */
export type PaymentEventOutcome = 'CREDITED' | 'ALREADY_CREDITED' | 'RECORDED' | 'IGNORED';

/**
 * Resolves after its commit; throws when the event should be sent again. Events come twice, late and in any order. One that
 * answers CREDITED has recorded the event (recordEvents) in the transaction of the credits; all others are recorded by
 * the intake.
 */
export type OutsideHandler<Kind extends PaymentSubject['kind']> = (
  received: ReceivedEvent<Extract<PaymentSubject, { kind: Kind }>>,
) => Promise<PaymentEventOutcome>;

/** Of kinds that belong to another room. */
export type OutsideHandlers = {
  readonly [Kind in PaymentSubject['kind']]?: (
    received: ReceivedEvent<Extract<PaymentSubject, { kind: Kind }>>,
    /** Where what a person should look at is said. */
    log: PurchaseLog,
  ) => Promise<PaymentEventOutcome>;
};
