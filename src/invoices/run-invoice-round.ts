// The recurring work: closes months that are over, has invoices sent, asks about those of which no event came, and sees who
// is overdue. Any number of gateways may run it at once: a month is closed under its account's lock and unique, an
// invoice is claimed by one gateway for a time.
import { SUSPENDED_ACCOUNTS } from '../accounts/index.ts';
import type { Database } from '../database/index.ts';
import { WALLETS } from '../ledger/index.ts';
import { closeMonth } from './close/close-month.ts';
import { findDueMonths, lockPostpaidAccount } from './close/postpaid-account.ts';
import { applySuspension } from './collect/apply-suspension.ts';
import { askAbout, claimInvoices } from './collect/ask-provider.ts';
import { publishInvoiceEvents } from './collect/publish-invoice-events.ts';
import { lastClosableMonth } from './decide/decide-month.ts';
import type { InvoiceContext } from './invoice-context.ts';
import { INVOICE_COLUMNS, type InvoiceRow, toInvoice } from './read/invoice-row.ts';

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

/** With those whose money went back: unpaid again while their account owes it, and to be released when it does not. */
const FIND_OVERDUE = `select distinct account_id from invoice
  where (status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE') and due_at <= $1
      or money_back <> '{}' and (
        exists (select from ${WALLETS} as wallet where wallet.account_id = invoice.account_id and debt > 0)
        or exists (select from ${SUSPENDED_ACCOUNTS} as account where account.id = invoice.account_id)))
    and ($2::uuid is null or account_id > $2) order by account_id limit $3`;

async function lookAtOverdue(context: InvoiceContext): Promise<number> {
  let looked = 0;
  let last: string | undefined;
  do {
    const rows: readonly { account_id: string }[] = await findOverdue(context.database, context.now(), last);
    looked += await count(context, rows, async (row) => {
      await lookAt(context, row.account_id);
      return true;
    });
    last = rows.length === MOST_ACCOUNTS ? rows.at(-1)?.account_id : undefined;
  } while (last !== undefined);
  return looked;
}

function findOverdue(database: Database, now: Date, last: string | undefined): Promise<{ account_id: string }[]> {
  return database.rows(FIND_OVERDUE, [now, last ?? null, MOST_ACCOUNTS]);
}

async function lookAt({ database, terms, now: clock }: InvoiceContext, accountId: string): Promise<void> {
  await database.transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    const now = clock();
    const rows = await tx.rows<InvoiceRow>(
      `update invoice set status = 'OVERDUE' where account_id = $1 and status = 'OPEN' and due_at <= $2
       returning ${INVOICE_COLUMNS}`,
      [accountId, now],
    );
    for (const row of rows) publishInvoiceEvents(tx, toInvoice(row), { from: 'OPEN', now });
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now });
  });
}
