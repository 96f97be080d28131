// Whatever a handler says that a person should look at is a finding, whether a webhook or a round of reconciliation led to
// it: the log alone forgets.
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { EventName, Finding } from './report.ts';

type Problem = Extract<Finding, { code: 'PROBLEM' }>;

export interface Watched {
  /** The same, with ears on its log. */
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

export const nameOf = ({ id: eventId, type, objectId }: PaymentEvent): EventName => ({ eventId, type, objectId });
