// Compares the payment provider's books with ours and repairs what only went missing. Everything goes through the
// handlers that webhooks go through, which know how to meet what they have met before.
import { releaseAccount } from '../../accounts/index.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { hear } from '../receive-webhook.ts';
import { recordEvents } from '../record-events.ts';
import { hearCredit } from '../refunds/credit-first.ts';
import { closeStalePurchases } from './close-stale.ts';
import { creditPlanInvoices } from './credit-plan-invoices.ts';
import { findUnpaidCredits } from './find-unpaid-credits.ts';
import { finishReversals } from './finish-reversals.ts';
import { endLease, takeLease } from './lease.ts';
import type { Finding, Reconciliation, ReconciliationRequest } from './report.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The provider's journal can be behind itself a little. */
const OVERLAP = HOUR;
/** The journal goes back this far. */
const JOURNAL = 30 * DAY;
/** A checkout can be paid for a day after it was opened; slow payments take some more. */
const CHECKOUT_LIFE = 3 * DAY;

const NOTHING = { since: undefined, eventsHeard: 0, credited: 0, closed: 0, finished: 0, findings: [] };

/** Throws ProviderUnavailableError when the provider cannot be asked; the next round begins where this one did. */
export async function reconcile(
  context: PurchaseContext,
  { unlessWithinMilliseconds = 0 }: ReconciliationRequest = {},
): Promise<Reconciliation> {
  const now = context.now();
  const lease = await takeLease(context.database, now);
  if (lease === undefined) return { status: 'BUSY', ...NOTHING };
  const { reachedAt } = lease;
  const isRecent = reachedAt !== undefined && now.getTime() - reachedAt.getTime() < unlessWithinMilliseconds;
  let reached: Date | undefined;
  try {
    if (isRecent) return { status: 'RECENT', ...NOTHING };
    const since = new Date(reachedAt === undefined ? now.getTime() - JOURNAL : reachedAt.getTime() - OVERLAP);
    const { report, heardAll } = await runRound(context, since);
    if (heardAll) reached = now;
    return report;
  } finally {
    await endLease(context.database, reached);
  }
}

async function runRound(context: PurchaseContext, since: Date) {
  const findings: Finding[] = [];
  const listening = listenForProblems(context, findings);
  const finished = await finishReversals(listening, findings);
  const heard = await hearMissed(listening, since);
  const from = new Date(since.getTime() - CHECKOUT_LIFE);
  const checkouts = await context.payments.listPaidCheckouts(from);
  const credited = await creditPaid(listening, checkouts, findings);
  const invoices = await context.payments.listPaidPlanInvoices(from);
  const { credited: plans, planLots } = await creditPlanInvoices(listening, invoices);
  const closed = await closeStalePurchases(listening);
  findings.push(...(await findUnpaidCredits(context, from, { checkouts, planLots })));
  await releaseSettled(context);
  const all = heard.credited + credited + plans;
  const report: Reconciliation = {
    status: 'DONE',
    since,
    eventsHeard: heard.events,
    credited: all,
    closed,
    finished,
    findings,
  };
  return { report, heardAll: heard.heardAll };
}

/** Whatever a handler says that a person should look at is a finding. */
function listenForProblems(context: PurchaseContext, findings: Finding[]): PurchaseContext {
  const { log } = context;
  return {
    ...context,
    log: {
      warn: (details, message) => log.warn(details, message),
      error: (details, message) => {
        findings.push({ code: 'PROBLEM', message, details });
        log.error(details, message);
      },
    },
  };
}

async function hearMissed(context: PurchaseContext, since: Date) {
  const events = await context.payments.listEvents(since);
  const known = await context.database.rows<{ id: string }>('select id from payment_event where id = any($1::text[])', [
    events.map(({ id }) => id),
  ]);
  const knownIds = new Set(known.map(({ id }) => id));
  const missed = events.filter(({ id }) => !knownIds.has(id));
  let credited = 0;
  let heardAll = true;
  for (const event of missed) {
    const receivedAt = context.now();
    try {
      const outcome = await hear(context, event, receivedAt);
      if (outcome === 'CREDITED') credited += 1;
      else await recordEvents(context.database, [{ event, outcome, receivedAt }]);
    } catch (error) {
      // As with a webhook that is answered with 500: it comes again, with the next round.
      context.log.warn({ err: error, eventId: event.id, type: event.type }, 'an event could not be heard');
      heardAll = false;
    }
  }
  return { events: missed.length, credited, heardAll };
}

/** Events can be recorded and yet have done nothing, if a handler had a fault then. */
async function creditPaid(
  context: PurchaseContext,
  checkouts: readonly PaymentEvent[],
  findings: Finding[],
): Promise<number> {
  let credited = 0;
  for (const event of await withoutCredits(context, checkouts)) {
    const outcome = await hearCredit(context, event);
    if (outcome === 'CREDITED') credited += 1;
    else if (outcome === 'RECORDED') findings.push({ code: 'PAYMENT_WITHOUT_CREDITS', objectId: event.objectId });
  }
  return credited;
}

const CREDITED = `select p.id from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
  join purchase p using (account_id, id) where p.status in ('PAID', 'REFUNDED', 'DISPUTED')`;

async function withoutCredits(context: PurchaseContext, events: readonly PaymentEvent[]): Promise<PaymentEvent[]> {
  const named = events.flatMap((event) =>
    event.subject.kind === 'checkout' && event.subject.reference !== undefined
      ? [{ event, reference: event.subject.reference }]
      : [],
  );
  const rows = await context.database.rows<{ id: string }>(CREDITED, [
    named.map(({ reference }) => reference.accountId),
    named.map(({ reference }) => reference.purchaseId),
  ]);
  const done = new Set(rows.map(({ id }) => id));
  return named.filter(({ reference }) => !done.has(reference.purchaseId)).map(({ event }) => event);
}

const SUSPENDED = `select distinct r.account_id from payment_reversal r join account a on a.id = r.account_id
  where r.kind = 'DISPUTE' and r.status = 'LOST' and a.suspended_because = 'LOST_DISPUTE'`;

/** Who owes nothing any more may go on. */
async function releaseSettled({ database, ledger, now }: PurchaseContext): Promise<void> {
  const rows = await database.rows<{ account_id: string }>(SUSPENDED);
  for (const { account_id: accountId } of rows) {
    const balance = await ledger.balance(accountId);
    if (balance?.debt !== 0n) continue;
    await database.transaction((tx) => releaseAccount(tx, accountId, { reason: 'LOST_DISPUTE', now: now() }));
  }
}
