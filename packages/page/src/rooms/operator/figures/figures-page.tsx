// What the business comes to, over all accounts: credits and money by day or month, and what each model brought.
import { lazy, Suspense } from 'react';
import { useAsk } from '../../../data/ask.ts';
import type { ResultOf } from '../../../data/result-of.ts';
import { Shown } from '../../../data/states.tsx';
import { type MoneyShape, money } from '../../../look/amount.ts';
import { Badge } from '../../../look/badge.tsx';
import { Card } from '../../../look/card.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Select } from '../../../look/fields.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { Notice } from '../../../look/notice.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import { useNarrow } from '../narrow.ts';
import { REVENUE } from './documents.ts';
import { dayOf, SPANS } from './spans.ts';

const RevenueChart = lazy(async () => ({ default: (await import('./revenue-chart.tsx')).RevenueChart }));

type Data = ResultOf<typeof REVENUE>['revenue'];
type Period = Data['periods'][number];
type OfModel = Data['byModel'][number];

const PERIOD_COLUMNS: readonly Column<Period>[] = [
  { name: 'Period', show: ({ period }) => period },
  { name: 'Sold', isNumber: true, show: ({ sold }) => <Credits value={sold} /> },
  { name: 'Granted', isNumber: true, show: ({ granted }) => <Credits value={granted} /> },
  { name: 'Spent', isNumber: true, show: ({ spent }) => <Credits value={spent} /> },
  { name: 'Refunded', isNumber: true, show: ({ refunded }) => <Credits value={refunded} /> },
  { name: 'Expired (breakage)', isNumber: true, show: ({ expired }) => <Credits value={expired} /> },
  { name: 'Deducted', isNumber: true, show: ({ deducted }) => <Credits value={deducted} /> },
  { name: 'Money in', isNumber: true, show: ({ moneyIn }) => moneyOf(moneyIn) },
  { name: 'Money back', isNumber: true, show: ({ moneyBack }) => moneyOf(moneyBack) },
];

const moneyOf = (sums: readonly MoneyShape[]): string => (sums.length === 0 ? '–' : sums.map(money).join(', '));

const MODEL_COLUMNS: readonly Column<OfModel>[] = [
  { name: 'Model', show: ({ model }) => model },
  { name: 'Generations', isNumber: true, show: ({ generations }) => generations.toLocaleString('en') },
  { name: 'Spent', isNumber: true, show: ({ spent }) => <Credits value={spent} /> },
  { name: 'Refunded', isNumber: true, show: ({ refunded }) => <Credits value={refunded} /> },
  { name: 'Net', isNumber: true, show: ({ net }) => <Credits value={net} /> },
  { name: 'Providers were paid', isNumber: true, show: ({ providerCost }) => <Known value={providerCost} /> },
  { name: 'Margin', isNumber: true, show: ({ margin }) => <Known value={margin} /> },
];

/** Not known is not nothing. */
function Known({ value }: { readonly value: string | null }) {
  return value === null ? <Badge>Unknown</Badge> : <Credits value={value} />;
}

export function FiguresPage() {
  const { valueOf, narrow } = useNarrow();
  const [, month] = SPANS;
  const span = SPANS.find(({ id }) => id === valueOf('span')) ?? month;
  const today = new Date();
  const variables = { from: dayOf(span?.firstDay(today) ?? today), to: dayOf(today), by: span?.by ?? 'DAY' };
  const asked = useAsk(REVENUE, variables, { keep: true });
  return (
    <div className="stack">
      <PageHeading title="Figures">
        All accounts, {variables.from} to {variables.to}, days by UTC. Amounts are credits unless they name a currency.
      </PageHeading>
      <div className="row">
        <Select
          label="Time"
          value={span?.id}
          options={SPANS.map(({ id, label }) => ({ id, label }))}
          onChange={(id) => {
            narrow('span', id);
          }}
        />
      </div>
      <Shown asked={asked} lines={10}>
        {({ revenue }) => <Report revenue={revenue} />}
      </Shown>
    </div>
  );
}

function Report({ revenue: { periods, byModel, notKnown } }: { readonly revenue: Data }) {
  return (
    <>
      <Card title="Sold, granted and spent">
        {periods.length === 0 ? null : (
          <Suspense fallback={<span className="skeleton" />}>
            <RevenueChart periods={periods} />
          </Suspense>
        )}
        <Table
          caption="Figures by period"
          columns={PERIOD_COLUMNS}
          rows={periods}
          keyOf={({ period }) => period}
          empty="Nothing happened in this time."
        />
      </Card>
      <Card title="By model">
        <Table
          caption="Figures by model"
          columns={MODEL_COLUMNS}
          rows={byModel}
          keyOf={({ model }) => model}
          empty="Nothing was generated in this time."
        />
      </Card>
      {notKnown.length === 0 ? null : (
        <Notice tone="warn">
          <p>What these figures cannot know:</p>
          <ul>
            {notKnown.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
