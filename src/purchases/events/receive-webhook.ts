// An incoming event: verify, see whether it is ours, handle what it says. Resolves only after the commit.

import type { EventDelivery, PaymentEvent, PaymentSubject } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { WebhookOutcome } from '../purchases.ts';
import { saveFindings } from '../reconcile/findings.ts';
import { watch } from '../reconcile/round.ts';
import { handleSubject } from './event-handlers.ts';
import type { PaymentEventOutcome } from './received-event.ts';

export async function receiveWebhook(
  context: PurchaseContext,
  delivery: Pick<EventDelivery, 'rawBody' | 'signature'>,
): Promise<WebhookOutcome> {
  const receivedAt = context.now();
  const verified = context.payments.verifyEvent({ ...delivery, receivedAt });
  if (!verified.ok) {
    context.log.warn({ reason: verified.reason }, 'a webhook was rejected');
    return { status: 'rejected', reason: verified.reason };
  }
  const { event } = verified;
  const { context: recording, problems } = watch(context, event);
  const outcome = await handleEvent(recording, event, receivedAt);
  if (problems.length > 0) await saveFindings(context.database, problems, context.now());
  if (outcome !== 'CREDITED') await context.recordEvent({ event, outcome, receivedAt });
  return { status: 'handled', outcome };
}

/** Why an event that was verified is not about this gateway at all; undefined when it is. */
function mistrustOf({ livemode, foreign }: PaymentEvent, ours: { readonly livemode: boolean }): string | undefined {
  if (livemode !== ours.livemode) return livemode ? 'an event of live mode' : 'an event of test mode';
  return foreign ? 'an event of a connected account' : undefined;
}

/** What an event that is known to be the provider's leads to. The caller records it, unless it was CREDITED. */
export async function handleEvent(
  context: PurchaseContext,
  event: PaymentEvent,
  receivedAt: Date,
): Promise<PaymentEventOutcome> {
  const mistrust = mistrustOf(event, context.payments);
  if (mistrust !== undefined) {
    context.log.warn({ eventId: event.id, type: event.type, reason: mistrust }, 'a payment event was ignored');
    return 'IGNORED';
  }
  return handleSubject(context, { event, subject: await subjectOf(context, event), receivedAt });
}

/** An object in the shape of another API version is never believed: Stripe shows it again in ours. */
async function subjectOf({ payments }: PurchaseContext, event: PaymentEvent): Promise<PaymentSubject> {
  const { subject } = event;
  return subject.kind === 'drifted' ? payments.readAgain(event, subject) : subject;
}
