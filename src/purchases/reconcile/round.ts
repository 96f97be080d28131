// One round: what is found in it is kept at once, so that a round that breaks off has lost nothing. Whatever a handler says
// that a person should look at is a finding, whether a webhook or a round led to it: the log alone forgets.
import type { PaymentEventOutcome } from '../events/received-event.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { saveFinding, saveFindings } from './findings.ts';
import type { OnReconciliationProgress } from './progress.ts';
import type { EventName, Finding } from './report.ts';

export interface Round {
  readonly context: PurchaseContext;
  readonly found: (finding: Finding) => Promise<void>;
  readonly onProgress: OnReconciliationProgress;
  /** One event that cannot be handled is a finding, and holds up no other. */
  handle(
    event: PaymentEvent,
    work: (context: PurchaseContext) => Promise<PaymentEventOutcome>,
  ): Promise<PaymentEventOutcome | 'FAILED'>;
}

export function beginRound(context: PurchaseContext, onProgress: OnReconciliationProgress = () => undefined): Round {
  const found = (finding: Finding) => saveFinding(context.database, finding, context.now());
  return {
    context,
    found,
    onProgress,
    handle: async (event, work) => {
      const { context: watched, problems } = watch(context, event);
      try {
        return await work(watched);
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

type Problem = Extract<Finding, { code: 'PROBLEM' }>;

interface Watched {
  /** The same, with a log whose errors are kept as problems. */
  readonly context: PurchaseContext;
  readonly problems: readonly Problem[];
}

/** `event`: what is handled. */
export function watch(context: PurchaseContext, event?: PaymentEvent): Watched {
  const { log } = context;
  const problems: Problem[] = [];
  const about = event === undefined ? {} : { event: nameOf(event) };
  return {
    problems,
    context: {
      ...context,
      log: {
        warn: (details, message) => log.warn(details, message),
        error: (details, message) => {
          problems.push({ code: 'PROBLEM', message, details, ...about });
          log.error(details, message);
        },
      },
    },
  };
}

const nameOf = ({ id: eventId, type, objectId }: PaymentEvent): EventName => ({ eventId, type, objectId });
