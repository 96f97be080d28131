// Who would have paid more, and who less.
import { Link } from 'react-router';
import type { ResultOf } from '../../../data/result-of.ts';
import type { RehearsedSumFragment } from '../../../gql/graphql.ts';
import { Figure } from '../../../look/card.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Moment } from '../../../look/moment.tsx';
import { Notice } from '../../../look/notice.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import { Tabs } from '../../../look/tabs.tsx';
import type { REHEARSE } from './documents.ts';

export type Rehearsal = ResultOf<typeof REHEARSE>['rehearsePriceBook'];

interface Summed {
  readonly sum: RehearsedSumFragment;
}

const SUM_COLUMNS: readonly Column<Summed>[] = [
  { name: 'Generations', isNumber: true, show: ({ sum }) => sum.generations.toLocaleString('en') },
  { name: 'Paid', isNumber: true, show: ({ sum }) => <Credits value={sum.paid} /> },
  { name: 'Would have paid', isNumber: true, show: ({ sum }) => <Credits value={sum.wouldHavePaid} /> },
  {
    name: 'Difference',
    isNumber: true,
    show: ({ sum }) => (
      <>
        <Credits value={sum.difference} signed /> {sum.percentage === null ? '' : `(${sum.percentage} %)`}
      </>
    ),
  },
];

const MODEL_COLUMNS: readonly Column<Rehearsal['byModel'][number]>[] = [
  { name: 'Model', show: ({ model }) => model },
  ...SUM_COLUMNS,
];

const ACCOUNT_COLUMNS: readonly Column<Rehearsal['byAccount'][number]>[] = [
  { name: 'Account', show: ({ accountId }) => <Link to={`/operator/accounts/${accountId}`}>{accountId}</Link> },
  ...SUM_COLUMNS,
];

const UNPRICED_COLUMNS: readonly Column<Rehearsal['unpriced'][number]>[] = [
  { name: 'Model', show: ({ model }) => model },
  { name: 'Why', show: ({ reason }) => reason },
  { name: 'Generations', isNumber: true, show: ({ generations }) => generations.toLocaleString('en') },
  { name: 'Paid', isNumber: true, show: ({ paid }) => <Credits value={paid} /> },
];

export function RehearsalView({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { accountsPayingMore, accountsPayingLess, accountsPayingTheSame, total, from, to } = rehearsal;
  return (
    <div className="stack">
      <p className="soft">
        What was paid from <Moment at={from} /> to <Moment at={to} />, at these prices.
      </p>
      <div className="grid">
        <Figure label="Accounts that pay more">{accountsPayingMore}</Figure>
        <Figure label="Accounts that pay less">{accountsPayingLess}</Figure>
        <Figure label="Accounts that pay the same">{accountsPayingTheSame}</Figure>
        <Figure
          label="Difference in all"
          below={
            <>
              <Credits value={total.paid} /> paid, <Credits value={total.wouldHavePaid} /> at these prices
            </>
          }
        >
          <Credits value={total.difference} signed />
        </Figure>
      </div>
      <Listed title="It is published with force only" tone="warn" lines={rehearsal.forceReasons} />
      <Listed title="What it changes" tone="plain" lines={rehearsal.differences} />
      <Tabs
        label="Rehearsal by"
        tabs={[
          {
            id: 'account',
            title: 'Account',
            content: (
              <Table
                caption="Rehearsal by account"
                columns={ACCOUNT_COLUMNS}
                rows={rehearsal.byAccount}
                keyOf={({ accountId }) => accountId}
                empty="Nobody paid anything in this time."
              />
            ),
          },
          {
            id: 'model',
            title: 'Model',
            content: (
              <Table
                caption="Rehearsal by model"
                columns={MODEL_COLUMNS}
                rows={rehearsal.byModel}
                keyOf={({ model }) => model}
                empty="Nothing was paid for in this time."
              />
            ),
          },
          {
            id: 'unpriced',
            title: 'Without a price',
            content: (
              <Table
                caption="What it has no price for"
                columns={UNPRICED_COLUMNS}
                rows={rehearsal.unpriced}
                keyOf={({ model, reason }) => `${model} ${reason}`}
                empty="It has a price for all that was paid."
              />
            ),
          },
        ]}
      />
    </div>
  );
}

interface ListedProps {
  readonly title: string;
  readonly tone: 'warn' | 'plain';
  readonly lines: readonly string[];
}

function Listed({ title, tone, lines }: ListedProps) {
  if (lines.length === 0) return null;
  return (
    <Notice tone={tone}>
      <p>{title}:</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Notice>
  );
}
