// The log of requests: every call that estimated or generated, the refused ones too, with the sum of all that match.
import { Link, useSearchParams } from 'react-router';
import { useAskPages } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import type { RequestEndpoint, RequestStatus } from '../../gql/graphql.ts';
import { counted } from '../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { More } from '../../look/more.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { REQUESTS } from './documents.ts';

type Row = ResultOf<typeof REQUESTS>['requests']['nodes'][number];

const TONES: Readonly<Record<RequestStatus, BadgeTone>> = {
  COMPLETED: 'good',
  PENDING: 'live',
  PROCESSING: 'live',
  REJECTED: 'warn',
  CANCELED: 'warn',
  UPSTREAM_FAILURE: 'bad',
};
const STATUSES = Object.keys(TONES) as RequestStatus[];
const ENDPOINTS: readonly RequestEndpoint[] = [
  'GENERATE',
  'GENERATE_DRY_RUN',
  'GENERATE_REPEATED',
  'ESTIMATE',
  'ESTIMATES',
  'QUOTE',
];

const COLUMNS: readonly Column<Row>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'What', show: ({ endpoint }) => inWords(endpoint) },
  { name: 'Status', show: ({ status }) => <Badge tone={TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Model', show: ({ model }) => model ?? '–' },
  {
    name: 'Came of it',
    show: ({ generation, errorMessage }) =>
      generation === null ? (errorMessage ?? '–') : <Link to={`/generations/${generation.id}`}>Generation</Link>,
  },
  { name: 'For', show: ({ userId }) => userId ?? '–' },
  {
    name: 'Took',
    isNumber: true,
    show: ({ durationMilliseconds: took }) => (took === null ? '–' : `${took.toLocaleString('en')} ms`),
  },
  { name: 'Credits', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
];

const ALL = 'ALL';

export function RequestsPage() {
  const [search, setSearch] = useSearchParams();
  const status = STATUSES.find((known) => known === search.get('status'));
  const endpoint = ENDPOINTS.find((known) => known === search.get('endpoint'));
  const where = {
    ...(status === undefined ? {} : { status: [status] }),
    ...(endpoint === undefined ? {} : { endpoint: [endpoint] }),
  };
  const asked = useAskPages(REQUESTS, { where }, { pick: ({ requests }) => requests });
  const narrow = (name: string, value: string): void => {
    setSearch(
      (before) => {
        if (value === ALL) before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  };
  return (
    <div className="stack">
      <PageHeading title="Requests">What was asked, by every protocol, and what came of it.</PageHeading>
      <div className="filters">
        <Select
          label="Status"
          value={status ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...STATUSES.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            narrow('status', id);
          }}
        />
        <Select
          label="What"
          value={endpoint ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...ENDPOINTS.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            narrow('endpoint', id);
          }}
        />
      </div>
      <Card title="Newest first">
        <Shown asked={asked} lines={8}>
          {({ pages }) => (
            <>
              <p className="soft">
                {counted(pages[0]?.requests.summary.requests ?? 0, 'request')}, for{' '}
                <Credits value={pages[0]?.requests.summary.cost} unit /> in all.
              </p>
              <Table
                caption="Requests, newest first"
                columns={COLUMNS}
                rows={pages.flatMap(({ requests }) => requests.nodes)}
                keyOf={({ id }) => id}
                empty="No request matches."
              />
            </>
          )}
        </Shown>
        <More pages={asked} />
      </Card>
    </div>
  );
}
