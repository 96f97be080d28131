// The sum of invoices, with the money that rounding carried, is the sum of the charges, at the price of a credit; and the
// lines are the customer's own memory of models and days.
import type { Use } from '../customer.ts';
import { type Case, type Check, differ, sumOf } from './check.ts';

/** Of the year's storefront, in 1e-9 of a dollar. */
const PRICE = 987_654_321n;
const EXACT_PER_CENT = 10n ** 13n;

interface PostpaidRow {
  readonly next_month: string;
  readonly through_sequence: bigint;
  readonly late_sequence: bigint;
  readonly carried_credits: bigint;
  readonly carried_money: string;
}

const POSTPAID = `select next_month::text, through_sequence, late_sequence, carried_credits, carried_money::text from postpaid_account
  where account_id = $1`;
const UNBILLED = `select coalesce(sum(case when t.type = 'REFUND' then -share.amount else share.amount end), 0)::bigint as amount
  from ledger_transaction t cross join lateral unnest(t.lot_numbers, t.lot_amounts) as share (lot, amount)
  where t.account_id = $1 and share.lot = 0 and t.sequence > $2
    and (t.type = 'CHARGE' or (t.type = 'REFUND' and t.reserved_change = 0))
    and not (t.type = 'CHARGE' and t.sequence <= $3 and exists (select from ledger_transaction reservation
      where reservation.account_id = t.account_id and reservation.generation_id = t.generation_id
        and reservation.step = 0 and reservation.sequence <= $2))`;
const SPENT_OF_LOTS = 'select coalesce(sum(spent), 0)::bigint as amount from lot where account_id = $1';
const LINES = `select l.day::text as day, l.model, l.kind, sum(l.credits)::bigint as credits from invoice_line l
  where l.account_id = $1 group by 1, 2, 3`;

export const checkInvoices: Check = async (facts) => {
  const { world, customer, books } = facts;
  const { accountId, uses } = customer;
  const [row] = await world.database.rows<PostpaidRow>(POSTPAID, [accountId]);
  const sent = books.invoices.filter(({ billing_reason: reason }) => reason === 'manual');
  if (row === undefined) return differ('invoices of a prepaid account', sent.length, 0);
  const through = [row.through_sequence, row.late_sequence];
  const [unbilled] = await world.database.rows<{ amount: bigint }>(UNBILLED, [accountId, ...through]);
  const [ofLots] = await world.database.rows<{ amount: bigint }>(SPENT_OF_LOTS, [accountId]);
  const onLine = sumOf(uses.map(({ amount }) => amount)) - (ofLots?.amount ?? 0n);
  const cents = sent
    .filter(({ status }) => status !== 'void' && status !== 'draft')
    .reduce((sum, { total }) => sum + total, 0);
  const invoiced = BigInt(cents) * EXACT_PER_CENT + BigInt(row.carried_money);
  const notInvoiced = ((unbilled?.amount ?? 0n) + row.carried_credits) * PRICE;
  const months = sent.map(({ metadata }) => metadata?.['invoice_id']);
  return [
    ...differ('exact money of invoices', invoiced + notInvoiced, onLine * PRICE),
    ...differ('invoices sent twice', months.length - new Set(months).size, 0),
    ...(await checkStatuses(facts)),
    ...(await checkLines(facts, row)),
  ];
};

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  open: ['OPEN', 'OVERDUE'],
  paid: ['PAID'],
  void: ['VOID'],
  uncollectible: ['UNCOLLECTIBLE'],
};

async function checkStatuses({ world, customer, books }: Case): Promise<string[]> {
  const rows = await world.database.rows<{ id: string; status: string }>(
    `select provider_invoice_id as id, status from invoice
     where account_id = $1 and (provider_invoice_id is not null or total_minor_units > 0)`,
    [customer.accountId],
  );
  const atStripe = new Map(books.invoices.map(({ id, status }) => [id, String(status)]));
  return rows.flatMap(({ id, status }) => {
    const said = atStripe.get(id) ?? 'not there';
    return STATUSES[said]?.includes(status) === true ? [] : [`invoice ${id} is ${status}, and ${said} at Stripe`];
  });
}

/** Of accounts that never had a credit but by invoice: there, every charge is on a line. */
async function checkLines({ world, customer }: Case, { next_month: next }: PostpaidRow): Promise<string[]> {
  const { accountId, uses } = customer;
  const [lots] = await world.database.rows<{ spent: bigint }>(
    'select coalesce(sum(spent), 0)::bigint as spent from lot where account_id = $1',
    [accountId],
  );
  if ((lots?.spent ?? 0n) > 0n) return [];
  const rows = await world.database.rows<{ day: string; model: string; kind: string; credits: bigint }>(LINES, [
    accountId,
  ]);
  const lines = new Map(rows.map(({ day, model, kind, credits }) => [`${day} ${model} ${kind}`, credits]));
  const expected = new Map<string, bigint>();
  for (const use of uses.filter(({ at }) => at < new Date(`${next}T00:00:00Z`))) {
    const name = nameOf(use);
    expected.set(name, (expected.get(name) ?? 0n) + use.amount);
  }
  const names = new Set([...lines.keys(), ...expected.keys()]);
  return [...names].flatMap((name) => differ(`line of ${name}`, lines.get(name), expected.get(name)));
}

const nameOf = ({ at, model, amount }: Use): string =>
  `${at.toISOString().slice(0, 10)} ${model} ${amount < 0n ? 'REFUND' : 'CHARGE'}`;
