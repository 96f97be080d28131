// Invoices of a postpaid account, line by line, oldest month last.
import { toPublicId } from '../../database/index.ts';
import type { Invoice, InvoiceLine, Invoices } from '../../invoices/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { number, type Row, type Source, type SourceAsked, text } from './source.ts';

const COLUMNS = [
  text('invoice_id'),
  text('number'),
  text('month'),
  text('status'),
  text('currency'),
  number('total'),
  number('invoice_credits'),
  number('carried_credits'),
  text('created_at'),
  text('issued_at'),
  text('due_at'),
  text('paid_at'),
  text('line_kind'),
  text('line_day'),
  text('line_model'),
  number('line_count'),
  number('line_credits'),
] as const;

const PAGE_INVOICES = 50;

export type InvoiceReader = Pick<Invoices, 'list' | 'lines'>;

export const invoicesOf = (invoices: InvoiceReader): Source => ({
  columns: COLUMNS,
  summed: ['line_credits'],
  pages: (_read, asked) => pagesOf(invoices, asked),
});

/** The months that its time touches. */
async function* pagesOf(
  invoices: InvoiceReader,
  { accountId, createdFrom, createdBefore }: SourceAsked,
): AsyncGenerator<readonly Row[], undefined> {
  const first = `${createdFrom.toISOString().slice(0, 7)}-01`;
  let beforeMonth = monthAfter(createdBefore);
  for (;;) {
    const page = await invoices.list({ accountId, limit: PAGE_INVOICES, beforeMonth });
    const shown = page.filter(({ month }) => month >= first);
    const lines = Map.groupBy(
      await invoices.lines(
        accountId,
        shown.map(({ id }) => id),
      ),
      ({ invoiceId }) => invoiceId,
    );
    if (shown.length > 0) yield shown.flatMap((invoice) => rowsOf(invoice, lines.get(invoice.id) ?? []));
    const last = shown.at(-1);
    if (last === undefined || page.length < PAGE_INVOICES) return;
    beforeMonth = last.month;
  }
}

const monthAfter = (at: Date): string =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)).toISOString().slice(0, 10);

function rowsOf(invoice: Invoice, lines: readonly InvoiceLine[]): Row[] {
  const { id, number: named, month, status, total, credits, carriedCredits } = invoice;
  const { createdAt, issuedAt, dueAt, paidAt } = invoice;
  const about: Row = [
    ...[toPublicId('inv', id), named, month.slice(0, 7), status, total.currency, formatMoney(total)],
    ...[formatCredits(credits), formatCredits(carriedCredits)],
    ...[createdAt, issuedAt, dueAt, paidAt].map((at) => at?.toISOString()),
  ];
  const none: Row = [undefined, undefined, undefined, undefined, undefined];
  if (lines.length === 0) return [[...about, ...none]];
  return lines.map(({ kind, day, model, count, credits: ofLine }) => [
    ...about,
    ...[kind, day, model, String(count), formatCredits(ofLine)],
  ]);
}
