// One round: what is found in it is kept at once, so that a round that breaks off has lost nothing.
import type { PaymentEventOutcome } from '../events/received-event.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { saveFinding, saveFindings } from './findings.ts';
import type { Finding } from './report.ts';
import { nameOf, watch } from './watch.ts';

export interface Round {
  readonly context: PurchaseContext;
  readonly found: (finding: Finding) => Promise<void>;
  /** One event that cannot be handled is a finding, and holds up no other. */
  handle(
    event: PaymentEvent,
    work: (context: PurchaseContext) => Promise<PaymentEventOutcome>,
  ): Promise<PaymentEventOutcome | 'FAILED'>;
}

export function beginRound(context: PurchaseContext): Round {
  const found = (finding: Finding) => saveFinding(context.database, finding, context.now());
  return {
    context,
    found,
    handle: async (event, work) => {
      const { context: listening, problems } = watch(context, event);
      try {
        return await work(listening);
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        context.log.warn({ err: error, eventId: event.id, type: event.type }, 'an event could not be handled');
        await found({ code: 'EVENT_UNHEARD', event: nameOf(event), error: words });
        return 'FAILED';
      } finally {
        await saveFindings(context.database, problems, context.now());
      }
    },
  };
}
