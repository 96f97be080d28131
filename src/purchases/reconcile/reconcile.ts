// Compares the payment provider's books with ours and repairs what only went missing. Everything goes through the
// handlers that webhooks go through, which know how to meet what they have met before.
import { sql as raw } from 'kysely';
import type { Sql } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import { handleEvent } from '../events/receive-webhook.ts';
import { recordEvents } from '../events/record-events.ts';
import { releaseSettled } from '../paid-credits.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { handleCredit } from '../refunds/mirror-payment.ts';
import { checkFindings } from './check-findings.ts';
import { comparePayments } from './compare-payments.ts';
import { findUnpaidCredits } from './find-unpaid-credits.ts';
import { openFindings } from './findings.ts';
import { finishReversals } from './finish-reversals.ts';
import { counting, countingPages } from './progress.ts';
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

const NAME = 'stripe';
const LEASE_MILLISECONDS = 30 * 60_000;
const MOST_STALE = 1_000;

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
  const { reachedAt } = lease;
  let reached: Date | undefined;
  try {
    if (isRecent(reachedAt, now, request)) {
      return { status: 'RECENT', ...NOTHING, findings: await openFindings(database) };
    }
    const since = new Date(reachedAt === null ? now.getTime() - JOURNAL : reachedAt.getTime() - OVERLAP);
    const report = await runRound(context, since, request);
    reached = now;
    return report;
  } finally {
    await endLease(database, reached);
  }
}

function isRecent(reachedAt: Date | null, now: Date, { unlessWithinMilliseconds = 0 }: ReconciliationRequest) {
  return reachedAt !== null && now.getTime() - reachedAt.getTime() < unlessWithinMilliseconds;
}

async function runRound(
  context: PurchaseContext,
  since: Date,
  { unlessWithinMilliseconds, onProgress }: ReconciliationRequest,
): Promise<Reconciliation> {
  const round = beginRound(context, onProgress);
  const { database } = context;
  // Before this round finds anything new: it would be looked at twice.
  const earlier = context.now();
  const finished = await finishReversals(round);
  const received = await handleMissed(round, since);
  const from = new Date(since.getTime() - CHECKOUT_LIFE);
  const credited = received.credited + (await comparePayments(round, from));
  const closed = await closeStalePurchases(round);
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
  const { payments, now } = round.context;
  const listing = { step: 'events', from: since, to: now() } as const;
  for await (const page of countingPages(payments.listEvents(since), listing, round.onProgress)) {
    for (const event of await unknownOf(round, page)) {
      sum.events += 1;
      if ((await handleOne(round, event)) === 'CREDITED') sum.credited += 1;
    }
  }
  return sum;
}

/** Oldest first. One that waits to be handled again is not unknown: check-findings.ts sees to it. */
async function unknownOf({ context }: Round, page: readonly PaymentEvent[]): Promise<PaymentEvent[]> {
  const tables = context.database.tables<PurchaseTables>();
  const asked = page.map(({ id }) => id);
  const eventId = raw<string>`event ->> 'eventId'`;
  const known = await tables
    .selectFrom('payment_event')
    .select('id')
    .where('id', 'in', asked)
    .unionAll(
      tables
        .selectFrom('reconciliation_finding')
        .select(eventId.as('id'))
        .where('code', '=', 'EVENT_UNHEARD')
        .where('solvedAt', 'is', null)
        .where(eventId, 'in', asked),
    )
    .execute();
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

/** Purchases that wait for their payment longer than a checkout lives. One that is paid later brings its credits all the same. */
async function closeStalePurchases({ context, onProgress }: Round): Promise<number> {
  const tables = context.database.tables<PurchaseTables>();
  const stale = await tables
    .selectFrom('purchase')
    .select(['accountId', 'id', 'checkoutSessionId'])
    .where(isPending)
    .where('createdAt', '<', new Date(context.now().getTime() - DAY))
    .orderBy('createdAt')
    .limit(MOST_STALE)
    .execute();
  let closed = 0;
  for (const { accountId, id, checkoutSessionId: sessionId } of counting(stale, 'unpaid purchases', onProgress)) {
    const event = sessionId === null ? undefined : await context.payments.readCheckoutAgain(sessionId);
    if (event !== undefined) await handleCredit(context, event);
    // Without a session of ours, or with one that was forgotten, nobody can pay any more.
    else if (sessionId === null) {
      const open = tables.updateTable('purchase').where('accountId', '=', accountId).where('id', '=', id);
      await open.where('status', '=', 'PENDING').set({ status: 'EXPIRED' }).execute();
    }
    const purchase = tables.selectFrom('purchase').select('id').where('accountId', '=', accountId).where('id', '=', id);
    if ((await purchase.where('status', '=', 'PENDING').executeTakeFirst()) === undefined) closed += 1;
  }
  return closed;
}

/** Written out, so that purchase_pending_index is found. */
const isPending = raw<boolean>`status = 'PENDING'`;

/**
 * One gateway reconciles at a time; undefined while another process does. A row and not an advisory lock: a round talks to the
 * network for minutes, and would hold a connection all the while, which a pool in front of PostgreSQL may not even keep for it.
 * `reachedAt`: when the last round that ended well began; null before the first.
 */
function takeLease(sql: Sql, now: Date) {
  const leasedUntil = new Date(now.getTime() + LEASE_MILLISECONDS);
  return sql
    .tables<PurchaseTables>()
    .insertInto('reconciliation')
    .values({ name: NAME, leasedUntil })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ leasedUntil })
        .where((eb) =>
          eb.or([eb('reconciliation.leasedUntil', 'is', null), eb('reconciliation.leasedUntil', '<=', now)]),
        ),
    )
    .returning('reachedAt')
    .executeTakeFirst();
}

/** `reachedAt`: where the next round goes on; undefined when this one failed, which changes nothing. */
async function endLease(sql: Sql, reachedAt: Date | undefined): Promise<void> {
  await sql
    .tables<PurchaseTables>()
    .updateTable('reconciliation')
    .set({ leasedUntil: null, ...(reachedAt === undefined ? {} : { reachedAt }) })
    .where('name', '=', NAME)
    .execute();
}
