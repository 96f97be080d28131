// What a customer wants to know first: what there is, how long it lasts, where it went, and what needs attention.

import { useBalance } from '@tollgate/react';
import { lazy, Suspense } from 'react';
import { useAsk } from '../../data/ask.ts';
import { Shown } from '../../data/states.tsx';
import { counted, isZero } from '../../look/amount.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { LinkButton } from '../../look/button.tsx';
import { Card, Figure } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { Attention } from './attention.tsx';
import { OVERVIEW } from './documents.ts';
import type { OverviewData } from './overview-data.ts';

const SpendChart = lazy(async () => ({ default: (await import('../../look/spend-chart.tsx')).SpendChart }));

type Lot = OverviewData['balance']['lots'][number];

const LOT_COLUMNS: readonly Column<Lot>[] = [
  { name: 'From', show: ({ source }) => inWords(source) },
  { name: 'Left', isNumber: true, show: ({ remaining }) => <Credits value={remaining} /> },
  { name: 'Set aside', isNumber: true, show: ({ reserved }) => <Credits value={reserved} /> },
  { name: 'Of', isNumber: true, show: ({ granted }) => <Credits value={granted} /> },
  {
    name: 'Usable until',
    show: ({ usableUntil }) => (usableUntil === null ? 'Never expires' : <Moment at={usableUntil} relative />),
  },
];

export function OverviewPage() {
  const asked = useAsk(OVERVIEW, {}, { everySeconds: 30 });
  return (
    <div className="stack">
      <PageHeading
        title="Overview"
        action={
          <>
            <LinkButton to="/billing">Buy credits</LinkButton>
            <LinkButton to="/generate" variant="primary">
              Generate
            </LinkButton>
          </>
        }
      />
      <Shown asked={asked} lines={8}>
        {(data) => <Overview data={data} />}
      </Shown>
    </div>
  );
}

function Overview({ data }: { readonly data: OverviewData }) {
  const { balance, usage } = data;
  return (
    <>
      <Attention data={data} />
      <Figures data={data} />
      <div className="split">
        <Card title="Spent in the last 30 days">
          <Suspense fallback={<span className="skeleton" />}>
            <SpendChart days={usage.byDay} />
          </Suspense>
        </Card>
        <Card title="Limits of this key">
          <Limits limits={data.viewer.limits} />
        </Card>
      </div>
      <Card title={`Credits, in the order they are spent (${balance.lotCount})`}>
        <Table
          caption="Credits in the order they are spent"
          columns={LOT_COLUMNS}
          rows={balance.lots}
          keyOf={({ id }) => id}
          empty="There are no credits. Buy a pack to begin."
        />
      </Card>
    </>
  );
}

function Figures({ data: { balance, forecast, usage, account } }: { readonly data: OverviewData }) {
  const { data: live } = useBalance();
  const now = live ?? balance;
  return (
    <div className="grid">
      <Figure
        label="Available"
        below={
          <>
            <Credits value={now.reserved} /> set aside for work in flight
            {isZero(balance.frozen) ? null : (
              <>
                , <Credits value={balance.frozen} /> frozen by a dispute
              </>
            )}
          </>
        }
      >
        <Credits value={now.available} />
      </Figure>
      <Figure
        label="Runs out"
        below={
          <>
            <Credits value={forecast.perDay} /> a day, from the last 30 days
          </>
        }
      >
        {forecast.runsOutAt === null ? 'Not in sight' : <Moment at={forecast.runsOutAt} dayOnly />}
      </Figure>
      <Figure
        label="Spent in 30 days"
        below={
          <>
            {counted(usage.totalGenerations, 'generation')}, {usage.failed} failed and not charged
          </>
        }
      >
        <Credits value={usage.totalCost} />
      </Figure>
      <Figure
        label="Plan"
        below={
          <>
            {inWords(account.billingMode)}
            {account.billingMode === 'POSTPAID' ? (
              <>
                , <Credits value={account.unbilled} /> not invoiced yet
              </>
            ) : null}
          </>
        }
      >
        {account.plan.name}
      </Figure>
    </div>
  );
}

function Limits({ limits }: { readonly limits: OverviewData['viewer']['limits'] }) {
  const { concurrencyLimit, concurrencyRemaining, spending } = limits;
  return (
    <dl className="facts">
      <dt>At once</dt>
      <dd>
        {concurrencyLimit - concurrencyRemaining} of {concurrencyLimit} running
      </dd>
      <dt>Spending</dt>
      <dd>
        {spending === null ? (
          'No limit'
        ) : (
          <>
            <Credits value={spending.remaining} /> of <Credits value={spending.limit} /> left this{' '}
            {spending.period.toLowerCase()} <Badge>resets</Badge> <Moment at={spending.resetsAt} />
          </>
        )}
      </dd>
    </dl>
  );
}
