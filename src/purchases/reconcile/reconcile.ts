// Compares the payment provider's books with ours and repairs what only went missing. Everything goes through the
// handlers that webhooks go through, which know how to meet what they have met before.

import { handleEvent } from '../events/receive-webhook.ts';
import { recordEvents } from '../events/record-events.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { checkFindings } from './check-findings.ts';
import { closeStalePurchases } from './close-stale.ts';
import { comparePayments } from './compare-payments.ts';
import { findUnpaidCredits } from './find-unpaid-credits.ts';
import { openFindings } from './findings.ts';
import { finishReversals } from './finish-reversals.ts';
import { endLease, takeLease } from './lease.ts';
import { releaseSettled } from './release-settled.ts';
import type { Reconciliation, ReconciliationRequest } from './report.ts';
import { beginRound, type Round } from './round.ts';
import { forgetSeen } from './seen.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The provider's journal can be behind itself a little. */
const OVERLAP = HOUR;
/** The journal goes back this far. */
const JOURNAL = 30 * DAY;
/** A checkout can be paid for a day after it was opened; slow payments take some more. */
const CHECKOUT_LIFE = 3 * DAY;

const NOTHING = { since: undefined, eventsHandled: 0, credited: 0, closed: 0, finished: 0, solved: 0 };

/** Throws ProviderUnavailableError when the provider cannot be asked; the next round begins where this one did. */
export async function reconcile(
  context: PurchaseContext,
  request: ReconciliationRequest = {},
): Promise<Reconciliation> {
  const { database } = context;
  const now = context.now();
  const lease = await takeLease(database, now);
  if (lease === undefined) return { status: 'BUSY', ...NOTHING, findings: await openFindings(database) };
  let reached: Date | undefined;
  try {
    if (isRecent(lease.reachedAt, now, request)) {
      return { status: 'RECENT', ...NOTHING, findings: await openFindings(database) };
    }
    const since = new Date(
      lease.reachedAt === undefined ? now.getTime() - JOURNAL : lease.reachedAt.getTime() - OVERLAP,
    );
    const report = await runRound(context, since, request);
    reached = now;
    return report;
  } finally {
    await endLease(database, reached);
  }
}

function isRecent(reachedAt: Date | undefined, now: Date, { unlessWithinMilliseconds = 0 }: ReconciliationRequest) {
  return reachedAt !== undefined && now.getTime() - reachedAt.getTime() < unlessWithinMilliseconds;
}

async function runRound(
  context: PurchaseContext,
  since: Date,
  { unlessWithinMilliseconds }: ReconciliationRequest,
): Promise<Reconciliation> {
  const round = beginRound(context);
  const { database } = context;
  // Before this round finds anything new: it would be looked at twice.
  const earlier = context.now();
  const finished = await finishReversals(round);
  const received = await handleMissed(round, since);
  const from = new Date(since.getTime() - CHECKOUT_LIFE);
  const credited = received.credited + (await comparePayments(round, from));
  const closed = await closeStalePurchases(context);
  await findUnpaidCredits(round, from);
  await forgetSeen(database, earlier);
  // A person who asks wants to know what holds now; in the background, the provider is asked once an hour.
  const isBackground = unlessWithinMilliseconds !== undefined;
  const solved = await checkFindings(round, isBackground ? new Date(earlier.getTime() - HOUR) : undefined);
  await releaseSettled(context);
  const counts = { eventsHandled: received.events, credited, closed, finished, solved };
  return { status: 'DONE', since, ...counts, findings: await openFindings(database) };
}

/** The journal, page by page: what did not arrive is handled, and one that cannot be handled holds up no other. */
async function handleMissed(round: Round, since: Date) {
  const sum = { events: 0, credited: 0 };
  for await (const page of round.context.payments.listEvents(since)) {
    for (const event of await unknownOf(round, page)) {
      sum.events += 1;
      if ((await handleOne(round, event)) === 'CREDITED') sum.credited += 1;
    }
  }
  return sum;
}

/** Oldest first. One that waits to be handled again is not unknown: check-findings.ts sees to it. */
async function unknownOf({ context }: Round, page: readonly PaymentEvent[]): Promise<PaymentEvent[]> {
  const known = await context.database.rows<{ id: string }>(
    `select id from payment_event where id = any($1::text[])
     union all select event ->> 'eventId' from reconciliation_finding
       where code = 'EVENT_UNHEARD' and solved_at is null and event ->> 'eventId' = any($1::text[])`,
    [page.map(({ id }) => id)],
  );
  const ids = new Set(known.map(({ id }) => id));
  return page.filter(({ id }) => !ids.has(id)).toReversed();
}

async function handleOne(round: Round, event: PaymentEvent) {
  const receivedAt = round.context.now();
  const outcome = await round.handle(event, (context) => handleEvent(context, event, receivedAt));
  if (outcome !== 'CREDITED' && outcome !== 'FAILED') {
    await recordEvents(round.context.database, [{ event, outcome, receivedAt }]);
  }
  return outcome;
}
