// What can be exported, and how each is read. Another kind is a line here, a word in `EXPORT_KINDS`, and a source.
import type { FocusFacts } from '../decide/focus-facts.ts';
import type { ExportForm, ExportKind } from '../words.ts';
import { focusOf } from './focus.ts';
import { type InvoiceReader, invoicesOf } from './invoices.ts';
import { type RequestReader, requestsOf } from './requests.ts';
import type { Source } from './source.ts';
import { transactions } from './transactions.ts';
import { usage } from './usage.ts';

export interface SourceRooms {
  readonly invoices: InvoiceReader;
  readonly requests: RequestReader;
  readonly focusFactsOf: (accountId: string) => Promise<Omit<FocusFacts, 'lots'>>;
}

export type SourceOf = (kind: ExportKind, form: ExportForm) => Source;

export function createSources({ invoices, requests, focusFactsOf }: SourceRooms): SourceOf {
  const sources = {
    TRANSACTIONS: transactions,
    USAGE: usage,
    REQUESTS: requestsOf(requests),
    INVOICES: invoicesOf(invoices),
  } as const satisfies Readonly<Record<ExportKind, Source>>;
  const focus = focusOf(focusFactsOf);
  return (kind, form) => (form === 'FOCUS' ? focus : sources[kind]);
}
