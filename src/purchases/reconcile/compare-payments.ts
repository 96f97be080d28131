// What the provider says is paid, page by page, against what we gave for it. What is missing is handled once more, through the
// handlers; what still is missing then needs a person.
import type { Sql } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PaymentEvent } from '../payments.ts';
import { handleCredit } from '../refunds/mirror-payment.ts';
import { countingPages, type ReconciliationProgress } from './progress.ts';
import type { Round } from './round.ts';
import { lotKey, markSeen, paymentKey, readSeen, settledKey } from './seen.ts';

/** How many brought their credits now. */
export async function comparePayments(round: Round, from: Date): Promise<number> {
  const { payments, now } = round.context;
  const to = now();
  const listed = (pages: AsyncIterable<readonly PaymentEvent[]>, step: ReconciliationProgress['step']) =>
    countingPages(pages, { step, from, to }, round.onProgress);
  let credited = 0;
  const checkouts = listed(payments.listPaidCheckouts(from), 'checkouts');
  for await (const page of checkouts) credited += await creditPurchases(round, page);
  const topUps = listed(payments.listPaidTopUps(from), 'top-ups');
  for await (const page of topUps) credited += await creditPurchases(round, page);
  const invoices = listed(payments.listPaidInvoices(from), 'invoices');
  for await (const page of invoices) credited += await creditInvoices(round, page);
  return credited;
}

interface NamedPayment {
  readonly event: PaymentEvent;
  readonly accountId: string;
  readonly purchaseId: string;
  readonly paymentId: string | undefined;
}

/** Packs and top-ups, whose payments name their purchase. */
async function creditPurchases(round: Round, page: readonly PaymentEvent[]): Promise<number> {
  const named = page.flatMap(toNamed);
  const { database, now } = round.context;
  const done = await creditedOf(database, named);
  await markSeen(
    database,
    named.flatMap(({ paymentId }) => (paymentId === undefined ? [] : [paymentKey(paymentId)])),
    now(),
  );
  const missing = named.filter(({ purchaseId }) => !done.has(purchaseId));
  const settled = await readSeen(
    database,
    missing.map(({ event }) => settledKey(event.objectId)),
  );
  let credited = 0;
  for (const payment of missing) {
    const isSettled = settled.has(settledKey(payment.event.objectId));
    if (!isSettled && (await handleAgain(round, payment)) === 'CREDITED') credited += 1;
  }
  return credited;
}

async function creditedOf(sql: Sql, named: readonly NamedPayment[]): Promise<ReadonlySet<string>> {
  const rows = await sql
    .tables<PurchaseTables>()
    .selectFrom('purchase')
    .select('id')
    .where((eb) =>
      eb(
        eb.refTuple('accountId', 'id'),
        'in',
        named.map(({ accountId, purchaseId }) => eb.tuple(accountId, purchaseId)),
      ),
    )
    .where('status', 'in', ['PAID', 'REFUNDED', 'DISPUTED'])
    .execute();
  return new Set(rows.map(({ id }) => id));
}

function toNamed(event: PaymentEvent): NamedPayment[] {
  const { subject } = event;
  if (subject.kind === 'checkout' && subject.reference !== undefined) {
    return [{ event, ...subject.reference, paymentId: subject.paymentIntentId }];
  }
  if (subject.kind === 'top-up' && subject.reference !== undefined) {
    return [{ event, ...subject.reference, paymentId: subject.payment.paymentIntentId }];
  }
  return [];
}

/**
 * Events can be recorded and yet have done nothing, if a handler had a fault then; and a purchase that is not there, in a
 * database that was restored from a backup, is nobody else's: its payment names us.
 */
async function handleAgain(round: Round, { event, paymentId }: Pick<NamedPayment, 'event' | 'paymentId'>) {
  const outcome = await round.handle(event, (context) => handleCredit(context, event));
  if (outcome === 'RECORDED' || outcome === 'IGNORED') {
    await round.found({ code: 'PAYMENT_WITHOUT_CREDITS', objectId: event.objectId, paymentId });
  }
  return outcome;
}

/** Invoices of plans, and of postpaid accounts. Each is handled once: what it brought is for ever. */
async function creditInvoices(round: Round, page: readonly PaymentEvent[]): Promise<number> {
  const { database, now } = round.context;
  await markCredited(round, page);
  const seen = await readSeen(
    database,
    page.map(({ objectId }) => paymentKey(objectId)),
  );
  let credited = 0;
  for (const event of page.filter((invoice) => isHandled(round, invoice) && !seen.has(paymentKey(invoice.objectId)))) {
    const outcome = await handleInvoice(round, event);
    if (outcome === 'CREDITED') credited += 1;
    // Of a plan, one that brings nothing is no finding: a month can be paid for by what was left of the one before.
    if (outcome !== 'FAILED') await markSeen(database, [paymentKey(event.objectId)], now());
  }
  // Also those that brought their credits just now.
  await markCredited(round, page);
  return credited;
}

function isHandled({ context }: Round, { subject }: PaymentEvent): boolean {
  return (
    subject.kind === 'plan-invoice' || (subject.kind === 'invoice' && context.outsideHandlers?.invoice !== undefined)
  );
}

async function handleInvoice(round: Round, event: PaymentEvent) {
  const outcome = await round.handle(event, (context) => handleCredit(context, event));
  const { subject } = event;
  const isOurs = subject.kind === 'invoice' || (subject.kind === 'plan-invoice' && subject.isNamed);
  if (outcome === 'IGNORED' && isOurs) {
    await round.found({ code: 'PAYMENT_WITHOUT_CREDITS', objectId: event.objectId, paymentId: undefined });
  }
  return outcome;
}

/** The usual case, without a word to the provider: the credits of a plan's invoice are there, and so is what paid them. */
async function markCredited({ context }: Round, page: readonly PaymentEvent[]): Promise<void> {
  const { database, ledger, now } = context;
  const invoices = page.flatMap(({ subject }) => (subject.kind === 'plan-invoice' ? [subject] : []));
  const rows = await database
    .tables<PurchaseTables>()
    .selectFrom('stripe_customer')
    .select(['customerId', 'accountId'])
    .where('customerId', 'in', [...new Set(invoices.map(({ customerId }) => customerId))])
    .execute();
  const owners = new Map(rows.map(({ customerId, accountId }) => [customerId, accountId]));
  const keys = invoices.flatMap(({ customerId, invoiceId }) => {
    const accountId = owners.get(customerId);
    return accountId === undefined ? [] : [{ accountId, idempotencyKey: `stripe:${invoiceId}` }];
  });
  const added = await ledger.lotsOfKeys(keys);
  const seen = added.flatMap(({ accountId, lot, idempotencyKey }) => [
    lotKey(accountId, lot),
    paymentKey(idempotencyKey.slice('stripe:'.length)),
  ]);
  await markSeen(database, seen, now());
}
