// Every renewal falls on the right date, and each payment of one was credited exactly once.
import type Stripe from 'stripe';
import type { Year } from '../live-year.ts';
import { isPlanInvoice } from '../stripe-books.ts';
import { idOf } from '../stripe-side.ts';
import { type Case, type Check, differ } from './check.ts';

/** The same day of the month and time, `months` later; the last day where the month is too short. */
function monthsAfter(anchor: Date, months: number): Date {
  const [year, month] = [anchor.getUTCFullYear(), anchor.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(anchor.getUTCDate(), lastDay);
  return new Date(Date.UTC(year, month, day) + (anchor.getTime() % 86_400_000));
}

const dateOf = (seconds: number): Date => new Date(seconds * 1_000);

export const checkRenewals: Check = async (facts) => {
  const { books, customer, world } = facts;
  const wrong = books.subscriptions.flatMap((subscription) => checkDates(subscription, facts));
  const current = await world.rooms.services.purchases.subscriptionOf(customer.accountId);
  const atStripe = books.subscriptions.find(({ id }) => id === current?.subscriptionId);
  const end = atStripe?.items.data[0]?.current_period_end;
  return [
    ...wrong,
    ...differ('status of the subscription', current?.status.toLowerCase(), atStripe?.status),
    ...differ('end of the period', current?.currentPeriodEnd.getTime(), end === undefined ? end : end * 1_000),
    ...(await checkPlan(facts)),
    ...(await checkCredited(facts)),
  ];
};

/** Of the year's storefront, by their price in cents. */
const PLANS: Readonly<Record<number, string>> = { 900: 'starter', 2_900: 'pro', 9_900: 'scale', 19_900: 'enterprise' };
const ENTITLING = new Set<string>(['active', 'past_due']);

/** An account's plan is that of its subscription, which Stripe lists newest first; the free one without. */
async function checkPlan({ books, customer, world }: Case): Promise<string[]> {
  const account = await world.rooms.services.accounts.find(customer.accountId);
  const running = books.subscriptions.filter(({ status }) => ENTITLING.has(status));
  const price = running[0]?.items.data[0]?.price.unit_amount ?? 0;
  return [
    ...differ('plan', account?.planId, PLANS[price] ?? 'free'),
    ...(running.length > 1 ? [`pays for ${running.length} plans`] : []),
  ];
}

function checkDates(subscription: Stripe.Subscription, { books, world }: Case): string[] {
  const { id, billing_cycle_anchor: anchor, ended_at: endedAt } = subscription;
  const invoices = books.invoices.filter(({ parent }) => idOf(parent?.subscription_details?.subscription) === id);
  const renewals = invoices.filter(({ billing_reason: reason }) => reason === 'subscription_cycle').toReversed();
  const until = Math.min(endedAt ?? Number.POSITIVE_INFINITY, world.clock.now.getTime() / 1_000);
  const expected: number[] = [];
  for (let month = 1; ; month += 1) {
    const at = monthsAfter(dateOf(anchor), month).getTime() / 1_000;
    if (at > until || at === endedAt) break;
    expected.push(at);
  }
  const times = (all: readonly number[]): string => all.map((at) => dateOf(at).toISOString()).join(' ');
  return differ(`renewals of ${id}`, times(renewals.map(({ created }) => created)), times(expected));
}

const ADDED = `select idempotency_key, created_at, amount from ledger_transaction
  where account_id = $1 and type = 'ADD' and idempotency_key like 'stripe:in\\_%'`;

async function checkCredited({ world, year, customer, books }: Case): Promise<string[]> {
  const rows = await world.database.rows<{ idempotency_key: string; created_at: Date; amount: bigint }>(ADDED, [
    customer.accountId,
  ]);
  const paid = books.invoices.filter((invoice) => isPlanInvoice(invoice) && invoice.amount_paid > 0);
  const wrong = paid.flatMap(({ id, amount_paid: amount, status_transitions: { paid_at: paidAt } }) => {
    const found = rows.filter(({ idempotency_key: key }) => key === `stripe:${id}`);
    const [row] = found;
    if (row === undefined || found.length > 1) return [`${id} was credited ${found.length} times`];
    const isEarly = row.created_at < dateOf(paidAt ?? 0);
    const isLate = row.created_at > latestCredit(year, dateOf(paidAt ?? 0));
    return [
      ...differ(`credits of ${id}`, row.amount, BigInt(amount) * 10_000n),
      ...(isEarly || isLate ? [`${id} was credited at ${row.created_at.toISOString()}`] : []),
    ];
  });
  return [...wrong, ...differ('invoices with credits', rows.length, paid.length)];
}

/** Stripe's time goes on from moment to moment; webhooks that are held or lost are made good by the next reconciliation. */
function latestCredit({ moments, reconciliations }: Year, paidAt: Date): Date {
  const happened = moments.find((moment) => moment >= paidAt) ?? paidAt;
  return reconciliations.find(({ at }) => at >= happened)?.at ?? happened;
}
