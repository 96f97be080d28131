// Time passes for a customer: everything that is due by then is done, one thing after the other, each at its moment.
import { closeInvoice } from './close-invoice.ts';
import { collectInvoice } from './collect-invoice.ts';
import { note } from './customer.ts';
import { type Due, type DueFacts, decideNextDue } from './decide-next-due.ts';
import { endSubscription } from './end-subscription.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { customerOf } from './invoice.ts';
import { renewSubscription } from './renew-subscription.ts';
import { expireIncomplete } from './start-subscription.ts';
import type { StoredInvoice } from './stored-objects.ts';
import { changeSubscription, periodOf } from './subscription.ts';
import { idOf, type Work } from './work.ts';

/** Reads all that the billing of these customers can need, in a few statements however many they are. */
export async function loadBilling(work: Work, customers: readonly string[]): Promise<void> {
  const found = await work.findMany('customer', customers);
  await work.load(
    found.flatMap(({ subscriptions, invoices, paymentMethods, pendingItems }) => [
      ...subscriptions,
      ...invoices,
      ...paymentMethods,
      ...pendingItems,
    ]),
  );
  const subscriptions = await work.findMany(
    'subscription',
    found.flatMap((customer) => customer.subscriptions),
  );
  const invoices = await work.findMany(
    'invoice',
    found.flatMap((customer) => customer.invoices),
  );
  const prices = subscriptions.flatMap(({ object }) => object.items.data.map(({ price }) => price));
  await work.load([
    'settings',
    ...new Set([...prices.map(({ id }) => id), ...prices.flatMap(({ product }) => idOf(product) ?? [])]),
    ...invoices.flatMap(({ paymentIntent, invoicePayment }) => [paymentIntent ?? [], invoicePayment ?? []].flat()),
  ]);
}

/** Afterwards the work's time is the last thing's that was done. */
export async function runBilling(work: Work, customer: string, until: number): Promise<void> {
  for (;;) {
    const due = decideNextDue(await readFacts(work, customer));
    if (due === undefined || due.at > until) return;
    work.now = new Date(due.at * 1000);
    await carryOut(work, due);
  }
}

async function readFacts(work: Work, customer: string): Promise<DueFacts> {
  const stored = await work.find('customer', customer);
  if (stored === undefined) return { subscriptions: [], invoices: [] };
  const subscriptions = await work.findMany('subscription', stored.subscriptions);
  const invoices = await work.findMany('invoice', stored.invoices);
  return {
    subscriptions: subscriptions.map(({ object }) => ({
      id: object.id,
      status: object.status,
      created: object.created,
      periodEnd: periodOf(object).end,
      cancelAt: object.cancel_at,
      pendingUntil: object.pending_update?.expires_at ?? null,
    })),
    invoices: invoices.map(({ object, isOverdue }) => ({
      id: object.id,
      finalizesAt: object.status === 'draft' ? object.automatically_finalizes_at : null,
      nextAttempt: object.status === 'open' ? object.next_payment_attempt : null,
      overdueAt: object.status === 'open' && isOverdue !== true ? object.due_date : null,
    })),
  };
}

async function carryOut(work: Work, { kind, id }: Due): Promise<void> {
  switch (kind) {
    case 'finalize':
      return finalizeAndCollect(work, id);
    case 'collect':
      await collectInvoice(work, id, { isAutomatic: true });
      return undefined;
    case 'overdue':
      return tellOverdue(work, await work.get('invoice', id));
    case 'end':
      await endSubscription(work, id);
      return undefined;
    case 'expire':
      return expire(work, id);
    case 'drop_update':
      return dropUpdate(work, id);
    case 'renew':
      return renewSubscription(work, id);
    default:
      return kind satisfies never;
  }
}

/** Nobody paid for the change in time. */
async function dropUpdate(work: Work, id: string): Promise<void> {
  const { object } = await work.get('subscription', id);
  const invoice = idOf(object.latest_invoice);
  if (invoice !== undefined) await closeInvoice(work, invoice, 'void');
  work.happened('customer.subscription.pending_update_expired', (await work.get('subscription', id)).object);
}

async function finalizeAndCollect(work: Work, id: string): Promise<void> {
  const { object } = await finalizeInvoice(work, id);
  if (object.status !== 'open') return;
  if (object.collection_method === 'send_invoice') work.happened('invoice.sent', object);
  else await collectInvoice(work, id, { isAutomatic: true });
}

async function tellOverdue(work: Work, stored: StoredInvoice): Promise<void> {
  const { object } = stored;
  work.save('invoice', object.id, { ...stored, isOverdue: true });
  work.happened('invoice.overdue', object);
  const subscription = idOf(object.parent?.subscription_details?.subscription);
  const found = subscription === undefined ? undefined : await work.find('subscription', subscription);
  if (found?.object.status === 'active') await changeSubscription(work, found.object.id, { status: 'past_due' });
}

async function expire(work: Work, id: string): Promise<void> {
  const { object } = await work.get('subscription', id);
  await expireIncomplete(work, id);
  const invoice = idOf(object.latest_invoice);
  const stored = invoice === undefined ? undefined : await work.find('invoice', invoice);
  if (stored?.object.status !== 'open') return;
  const voided = {
    ...stored.object,
    status: 'void' as const,
    next_payment_attempt: null,
    status_transitions: { ...stored.object.status_transitions, voided_at: work.seconds },
  };
  work.save('invoice', voided.id, { ...stored, object: voided });
  work.happened('invoice.voided', voided);
  await note(work, customerOf(voided), { list: 'invoices', id: voided.id, isThere: false });
}
