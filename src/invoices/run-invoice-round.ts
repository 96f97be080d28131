// The recurring work: closes months that are over, has invoices sent, asks about those of which no event came, and sees who
// is overdue. Any number of gateways may run it at once: a month is closed under its account's lock and unique, an
// invoice is claimed by one gateway for a time.
import { sql as text } from 'kysely';
import { SUSPENDED_ACCOUNTS } from '../accounts/index.ts';
import { type Database, shardOf, withoutNulls } from '../database/index.ts';
import { closeMonth } from './close/close-month.ts';
import { findDueMonths, lockPostpaidAccount } from './close/postpaid-account.ts';
import { applySuspension, isOwedFor } from './collect/apply-suspension.ts';
import { askAbout, claimInvoices } from './collect/ask-provider.ts';
import { publishInvoiceEvents } from './collect/publish-invoice-events.ts';
import { lastClosableMonth } from './decide/decide-month.ts';
import type { InvoiceTables } from './entities.ts';
import type { InvoiceContext } from './invoice-context.ts';
import { toInvoice } from './read/invoice.ts';
import { UNPAID } from './read/read-invoices.ts';

export interface InvoiceRound {
  /** Months of accounts that were closed. */
  readonly closed: number;
  /** Invoices that the payment provider answered about. */
  readonly answered: number;
  /** Accounts that were looked at because an invoice is overdue. */
  readonly overdue: number;
  /** There may be more of the same now. */
  readonly mayHaveMore: boolean;
}

const MOST_ACCOUNTS = 100;
const MOST_INVOICES = 20;

export async function runInvoiceRound(context: InvoiceContext): Promise<InvoiceRound> {
  const { database, now } = context;
  const months = await findDueMonths(database, lastClosableMonth(now()), MOST_ACCOUNTS);
  const closed = await count(context, months, async (due) => (await closeMonth(context, due)) === 'closed');
  const claimed = await claimInvoices(database, now(), MOST_INVOICES);
  const answered = await count(context, claimed, (invoice) => askAbout(context, invoice));
  const overdue = await lookAtOverdue(context);
  const mayHaveMore = closed > 0 || claimed.length === MOST_INVOICES;
  return { closed, answered, overdue, mayHaveMore };
}

/** One that fails is tried in the next round, and keeps no other from its turn. */
async function count<Item>(
  { log }: InvoiceContext,
  items: readonly Item[],
  work: (item: Item) => Promise<boolean>,
): Promise<number> {
  let done = 0;
  for (const item of items) {
    try {
      if (await work(item)) done += 1;
    } catch (error) {
      log.error({ err: error }, 'an invoice could not be worked on');
    }
  }
  return done;
}

async function lookAtOverdue(context: InvoiceContext): Promise<number> {
  let looked = 0;
  let last: string | undefined;
  do {
    const accountIds: readonly string[] = await findOverdue(context.database, context.now(), last);
    looked += await count(context, accountIds, async (accountId) => {
      await lookAt(context, accountId);
      return true;
    });
    last = accountIds.length === MOST_ACCOUNTS ? accountIds.at(-1) : undefined;
  } while (last !== undefined);
  return looked;
}

/** Of an invoice: its account is suspended. */
const isSuspended = text<boolean>`exists (select from ${text.raw(SUSPENDED_ACCOUNTS)} as account
  where account.id = invoice.account_id)`;

/** With those whose money went back: unpaid again while their account owes it, and to be released when it does not. */
async function findOverdue(database: Database, now: Date, last: string | undefined): Promise<string[]> {
  const query = database
    .tables<InvoiceTables>()
    .selectFrom('invoice')
    .select('accountId')
    .distinct()
    .where((eb) =>
      eb.or([
        eb.and([eb('status', 'in', UNPAID), eb('dueAt', '<=', now)]),
        eb.and([text<boolean>`money_back <> '{}'`, eb.or([isOwedFor, isSuspended])]),
      ]),
    )
    .orderBy('accountId')
    .limit(MOST_ACCOUNTS);
  const rows = await (last === undefined ? query : query.where('accountId', '>', last)).execute();
  return rows.map(({ accountId }) => accountId);
}

async function lookAt({ database, terms, now: clock }: InvoiceContext, accountId: string): Promise<void> {
  await shardOf(database, accountId).transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    const now = clock();
    const rows = await tx
      .tables<InvoiceTables>()
      .updateTable('invoice')
      .set({ status: 'OVERDUE' })
      .where('accountId', '=', accountId)
      .where('status', '=', 'OPEN')
      .where('dueAt', '<=', now)
      .returningAll()
      .execute();
    for (const row of rows) publishInvoiceEvents(tx, toInvoice(withoutNulls(row)), { from: 'OPEN', now });
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now });
  });
}
