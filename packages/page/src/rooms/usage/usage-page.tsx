// Where the credits went: by day, model, key, provider, user and tag, with what was wasted and not charged.
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { useAsk } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import type { BucketFragment } from '../../gql/graphql.ts';
import { Card, Figure } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { Tabs } from '../../look/tabs.tsx';
import { Exports } from '../transactions/exports.tsx';
import { USAGE } from './documents.ts';

const SpendChart = lazy(async () => ({ default: (await import('../../look/spend-chart.tsx')).SpendChart }));

type Data = ResultOf<typeof USAGE>;

const SPANS = ['7', '30', '90', '365'];
const OF_USAGE = ['USAGE', 'REQUESTS'] as const;

export function UsagePage() {
  const [search, setSearch] = useSearchParams();
  const days = SPANS.find((span) => span === search.get('days')) ?? '30';
  const asked = useAsk(USAGE, { days: Number(days) }, { keep: true });
  return (
    <div className="stack">
      <PageHeading title="Usage" />
      <div className="row">
        <Select
          label="Time"
          value={days}
          options={SPANS.map((id) => ({ id, label: `Last ${id} days` }))}
          onChange={(id) => {
            setSearch({ days: id }, { replace: true });
          }}
        />
      </div>
      <Shown asked={asked} lines={10}>
        {(data) => <Report data={data} />}
      </Shown>
      <Exports kinds={OF_USAGE} />
    </div>
  );
}

function Report({ data: { usage, apiKeys } }: { readonly data: Data }) {
  const names = new Map(apiKeys.map(({ id, name }) => [id, name]));
  const table = (caption: string, rows: readonly BucketFragment[], nameOf = (key: string) => key) => (
    <Buckets caption={caption} rows={rows} nameOf={nameOf} />
  );
  return (
    <>
      <div className="grid">
        <Figure
          label="Charged"
          below={
            <>
              <Credits value={usage.refunded} unit /> given back afterwards
            </>
          }
        >
          <Credits value={usage.totalCost} />
        </Figure>
        <Figure
          label="Generations"
          below={`${usage.failed} failed, ${usage.canceled} canceled, ${usage.refused} refused`}
        >
          {usage.totalGenerations.toLocaleString('en')}
        </Figure>
        <Figure label="Wasted, and not charged" below="Work of providers that delivered nothing: the gateway pays">
          <Credits value={usage.wastedCost} />
        </Figure>
      </div>
      <Card title={`By day (${usage.timeZone})`}>
        <Suspense fallback={<span className="skeleton" />}>
          <SpendChart days={usage.byDay} />
        </Suspense>
      </Card>
      <Card title="In parts">
        <Tabs
          label="Usage by"
          tabs={[
            { id: 'model', title: 'Model', content: table('Usage by model', usage.byModel) },
            {
              id: 'key',
              title: 'API key',
              content: table('Usage by API key', usage.byApiKey, (key) => names.get(key) ?? key),
            },
            { id: 'provider', title: 'Provider', content: table('Usage by provider', usage.byProvider) },
            { id: 'user', title: 'End user', content: table('Usage by end user', usage.byEndUser) },
            { id: 'tag', title: 'Tag', content: table('Usage by tag', usage.byTag) },
          ]}
        />
      </Card>
    </>
  );
}

interface BucketsProps {
  readonly caption: string;
  readonly rows: readonly BucketFragment[];
  nameOf(key: string): string;
}

function Buckets({ caption, rows, nameOf }: BucketsProps) {
  const columns: readonly Column<BucketFragment>[] = [
    { name: 'Of', show: ({ key }) => nameOf(key) },
    { name: 'Generations', isNumber: true, show: ({ generations }) => generations.toLocaleString('en') },
    { name: 'Failed', isNumber: true, show: ({ failed }) => failed.toLocaleString('en') },
    { name: 'Refused', isNumber: true, show: ({ refused }) => refused?.toLocaleString('en') ?? '–' },
    { name: 'Wasted', isNumber: true, show: ({ wastedCost }) => <Credits value={wastedCost} /> },
    { name: 'Charged', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
  ];
  return (
    <Table caption={caption} columns={columns} rows={rows} keyOf={({ key }) => key} empty="Nothing in this time." />
  );
}
