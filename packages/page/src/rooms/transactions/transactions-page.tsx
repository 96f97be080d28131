// The ledger: every change of the balance, the newest first, with what was available after it.
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import { useSettled } from '../../data/use-settled.ts';
import type { TransactionType } from '../../gql/graphql.ts';
import { counted } from '../../look/amount.ts';
import { inWords } from '../../look/badge.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select, TextField } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { type LongColumn, LongTable } from '../../look/long-table.tsx';
import { Moment } from '../../look/moment.tsx';
import type { TRANSACTIONS } from './documents.ts';
import { Exports } from './exports.tsx';
import { Statements } from './statements.tsx';
import { type Transaction, useLedger } from './use-ledger.ts';

type Answer = ResultOf<typeof TRANSACTIONS>;

const TYPES: readonly TransactionType[] = [
  'ADD',
  'RESERVE',
  'CHARGE',
  'REFUND',
  'EXPIRE',
  'FREEZE',
  'RELEASE',
  'CLAWBACK',
  'INVOICE',
  'ADJUST',
];

const COLUMNS: readonly LongColumn<Transaction>[] = [
  { name: 'No.', track: '5rem', show: ({ id, sequence }) => <Link to={`/transactions/${id}`}>{sequence}</Link> },
  { name: 'When', track: '12rem', isMinor: true, show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Type', track: '6rem', isMinor: true, show: ({ type }) => inWords(type) },
  { name: 'What', track: 'minmax(0, 1fr)', show: ({ description }) => description },
  { name: 'Amount', track: '8rem', isNumber: true, show: ({ amount }) => <Credits value={amount} signed /> },
  {
    name: 'Available after',
    track: '9rem',
    isNumber: true,
    isMinor: true,
    show: ({ balanceAfter }) => <Credits value={balanceAfter} />,
  },
];

const ALL = 'ALL';

export function TransactionsPage() {
  const [search, setSearch] = useSearchParams();
  const type = TYPES.find((known) => known === search.get('type'));
  const text = search.get('q') ?? '';
  const settledText = useSettled(text) ?? '';
  const where = {
    ...(type === undefined ? {} : { type: [type] }),
    ...(settledText === '' ? {} : { search: settledText }),
  };
  const { asked, head } = useLedger(where);
  const narrow = (name: string, value: string): void => {
    setSearch(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  };
  return (
    <div className="stack">
      <PageHeading title="Transactions">Every credit that came, went, or was set aside.</PageHeading>
      <div className="filters">
        <TextField
          label="Search"
          type="search"
          value={text}
          onChange={(value) => {
            narrow('q', value);
          }}
          help="Ids, models, and words of the description"
        />
        <Select
          label="Type"
          value={type ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...TYPES.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            narrow('type', id === ALL ? '' : id);
          }}
        />
      </div>
      <Card title="Newest first">
        <Shown asked={asked} lines={10}>
          {({ pages }) => <Ledger asked={asked} head={head} pages={pages} />}
        </Shown>
      </Card>
      <div className="split">
        <Exports />
        <Statements />
      </div>
    </div>
  );
}

type Asked = ReturnType<typeof useLedger>;

function Ledger({ asked, head, pages }: Asked & { readonly pages: readonly Answer[] }) {
  const first = pages[0]?.transactions;
  const rows = useMemo(
    () => [...(head?.rows ?? []), ...pages.flatMap(({ transactions }) => transactions.nodes)],
    [head, pages],
  );
  const { auditWindow: window = null, totalCount = null } = head ?? first ?? {};
  return (
    <>
      <LongTable
        caption="Transactions, newest first"
        columns={COLUMNS}
        rows={rows}
        total={totalCount}
        hasMore={asked.hasNextPage}
        isLoadingMore={asked.isFetchingNextPage}
        keyOf={keyOf}
        onMore={() => void asked.fetchNextPage()}
      />
      {window === null ? null : (
        <p className="small soft">
          The plan shows the last {counted(window.days, 'day')}, since <Moment at={window.from} dayOnly />.{' '}
          {window.longerWithPlan === null || window.longerDays === null
            ? null
            : `The plan ${window.longerWithPlan} shows ${counted(window.longerDays, 'day')}.`}
        </p>
      )}
    </>
  );
}

const keyOf = ({ id }: Transaction): string => id;
