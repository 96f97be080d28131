// The books of an account that are only looked at.
import { useAsk } from '../../../data/ask.ts';
import type { ResultOf } from '../../../data/result-of.ts';
import { Shown } from '../../../data/states.tsx';
import type { InvoiceStatus, RequestStatus, Severity } from '../../../gql/graphql.ts';
import { counted, money } from '../../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../../look/badge.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Moment } from '../../../look/moment.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import { Paged } from '../paged.tsx';
import { ANOMALIES, INVOICES, LOTS, REQUESTS, TRANSACTIONS, USAGE } from './documents.ts';

export interface BookProps {
  /** The account's. */
  readonly id: string;
}

type Lot = ResultOf<typeof LOTS>['account']['balance']['lots'][number];

const LOT_COLUMNS: readonly Column<Lot>[] = [
  { name: 'From', show: ({ source }) => inWords(source) },
  {
    name: 'Usable until',
    show: ({ usableUntil }) => (usableUntil === null ? 'Never expires' : <Moment at={usableUntil} />),
  },
  { name: 'Granted', isNumber: true, show: ({ granted }) => <Credits value={granted} /> },
  { name: 'Set aside', isNumber: true, show: ({ reserved }) => <Credits value={reserved} /> },
  { name: 'Left', isNumber: true, show: ({ remaining }) => <Credits value={remaining} /> },
];

export function Lots({ id }: BookProps) {
  const asked = useAsk(LOTS, { id });
  return (
    <Shown asked={asked}>
      {({ account }) => (
        <Table
          caption="Lots of credits"
          columns={LOT_COLUMNS}
          rows={account.balance.lots}
          keyOf={(lot) => lot.id}
          empty="It has no credits."
        />
      )}
    </Shown>
  );
}

type Transaction = ResultOf<typeof TRANSACTIONS>['account']['transactions']['nodes'][number];

const TRANSACTION_COLUMNS: readonly Column<Transaction>[] = [
  { name: 'No.', show: ({ sequence }) => sequence },
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Type', show: ({ type }) => inWords(type) },
  { name: 'What', show: ({ description }) => description },
  { name: 'Amount', isNumber: true, show: ({ amount }) => <Credits value={amount} signed /> },
  { name: 'Available after', isNumber: true, show: ({ balanceAfter }) => <Credits value={balanceAfter} /> },
];

export function Transactions({ id }: BookProps) {
  return (
    <Paged
      document={TRANSACTIONS}
      variables={{ id }}
      caption="Transactions, newest first"
      columns={TRANSACTION_COLUMNS}
      pick={({ account }) => account.transactions}
      keyOf={(row) => row.id}
      empty="Nothing was booked yet."
    />
  );
}

type Request = ResultOf<typeof REQUESTS>['account']['requests']['nodes'][number];

const REQUEST_TONES: Readonly<Record<RequestStatus, BadgeTone>> = {
  COMPLETED: 'good',
  PENDING: 'live',
  PROCESSING: 'live',
  REJECTED: 'warn',
  CANCELED: 'warn',
  UPSTREAM_FAILURE: 'bad',
};

const REQUEST_COLUMNS: readonly Column<Request>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'What', show: ({ endpoint }) => inWords(endpoint) },
  { name: 'Status', show: ({ status }) => <Badge tone={REQUEST_TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Model', show: ({ model }) => model ?? '–' },
  { name: 'Refusal', show: ({ errorCode, errorMessage }) => errorMessage ?? errorCode ?? '–' },
  { name: 'Credits', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
];

export function Requests({ id }: BookProps) {
  return (
    <Paged
      document={REQUESTS}
      variables={{ id }}
      caption="Requests, newest first"
      columns={REQUEST_COLUMNS}
      pick={({ account }) => account.requests}
      keyOf={(row) => row.id}
      empty="Nothing was asked yet."
    />
  );
}

type OfModel = ResultOf<typeof USAGE>['account']['usage']['byModel'][number];

const USAGE_COLUMNS: readonly Column<OfModel>[] = [
  { name: 'Model', show: ({ key }) => key },
  { name: 'Generations', isNumber: true, show: ({ generations }) => generations.toLocaleString('en') },
  { name: 'Failed', isNumber: true, show: ({ failed }) => failed.toLocaleString('en') },
  { name: 'Charged', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
];

export function Usage({ id }: BookProps) {
  const asked = useAsk(USAGE, { id });
  return (
    <Shown asked={asked}>
      {({ account: { usage } }) => (
        <div className="stack">
          <p>
            In the last 30 days: {counted(usage.totalGenerations, 'generation')}, {usage.failed} of them failed;{' '}
            <Credits value={usage.totalCost} unit /> charged, <Credits value={usage.refunded} unit /> given back
            afterwards, and work worth <Credits value={usage.wastedCost} unit /> wasted and not charged.
          </p>
          <Table
            caption="Usage by model"
            columns={USAGE_COLUMNS}
            rows={usage.byModel}
            keyOf={({ key }) => key}
            empty="Nothing in this time."
          />
        </div>
      )}
    </Shown>
  );
}

type Invoice = ResultOf<typeof INVOICES>['account']['invoices']['nodes'][number];

const INVOICE_TONES: Readonly<Record<InvoiceStatus, BadgeTone>> = {
  PAID: 'good',
  DRAFT: 'plain',
  OPEN: 'live',
  OVERDUE: 'bad',
  UNCOLLECTIBLE: 'bad',
  VOID: 'plain',
};

const INVOICE_COLUMNS: readonly Column<Invoice>[] = [
  { name: 'Month', show: ({ month }) => month },
  { name: 'Number', show: ({ number }) => number ?? '–' },
  { name: 'State', show: ({ status }) => <Badge tone={INVOICE_TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Due', show: ({ dueAt }) => <Moment at={dueAt} dayOnly /> },
  { name: 'Credits', isNumber: true, show: ({ credits }) => <Credits value={credits} /> },
  { name: 'Total', isNumber: true, show: ({ total }) => money(total) },
];

export function Invoices({ id }: BookProps) {
  return (
    <Paged
      document={INVOICES}
      variables={{ id }}
      caption="Invoices, newest month first"
      columns={INVOICE_COLUMNS}
      pick={({ account }) => account.invoices}
      keyOf={(row) => row.id}
      empty="There is no invoice yet."
    />
  );
}

type Anomaly = ResultOf<typeof ANOMALIES>['account']['anomalies'][number];

const SEVERITY_TONES: Readonly<Record<Severity, BadgeTone>> = { CRITICAL: 'bad', WARNING: 'warn', INFO: 'plain' };

const ANOMALY_COLUMNS: readonly Column<Anomaly>[] = [
  { name: 'When', show: ({ detectedAt }) => <Moment at={detectedAt} /> },
  { name: 'Kind', show: ({ kind }) => inWords(kind) },
  { name: 'Severity', show: ({ severity }) => <Badge tone={SEVERITY_TONES[severity]}>{inWords(severity)}</Badge> },
  { name: 'What', show: ({ message }) => message },
  { name: 'What to do', show: ({ remedy }) => remedy },
];

export function Anomalies({ id }: BookProps) {
  const asked = useAsk(ANOMALIES, { id });
  return (
    <Shown asked={asked}>
      {({ account }) => (
        <Table
          caption="Anomalies of the last 7 days"
          columns={ANOMALY_COLUMNS}
          rows={account.anomalies}
          keyOf={({ kind, detectedAt }) => `${kind} ${detectedAt}`}
          empty="Nothing looked wrong in the last 7 days."
        />
      )}
    </Shown>
  );
}
