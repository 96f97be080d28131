// All generations, newest first, by status and model.
import { Link, useSearchParams } from 'react-router';
import { useAskPages } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import type { GenerationStatus } from '../../gql/graphql.ts';
import { inWords } from '../../look/badge.tsx';
import { LinkButton } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { More } from '../../look/more.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { GENERATIONS } from './documents.ts';
import { STATUSES, StatusBadge } from './status.tsx';

type Row = ResultOf<typeof GENERATIONS>['generations']['nodes'][number];

const PROMPT_LETTERS = 80;

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Accepted', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Status', show: ({ status }) => <StatusBadge status={status} /> },
  { name: 'Model', show: ({ model }) => model.name },
  {
    name: 'Prompt',
    show: ({ id, prompt }) => <Link to={`/generations/${id}`}>{shorten(prompt ?? id)}</Link>,
  },
  { name: 'Provider', show: ({ metadata }) => metadata.provider ?? '–' },
  { name: 'Estimated', isNumber: true, show: ({ costEstimate }) => <Credits value={costEstimate} /> },
  { name: 'Charged', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
];

const shorten = (text: string): string => (text.length > PROMPT_LETTERS ? `${text.slice(0, PROMPT_LETTERS)}…` : text);

const ALL = 'ALL';

export function GenerationsPage() {
  const [search, setSearch] = useSearchParams();
  const status = STATUSES.find((known) => known === search.get('status'));
  const asked = useAskPages(GENERATIONS, { where: whereOf(status) }, { pick: ({ generations }) => generations });
  return (
    <div className="stack">
      <PageHeading
        title="Generations"
        action={
          <LinkButton to="/generate" variant="primary">
            Generate
          </LinkButton>
        }
      />
      <div className="row">
        <Select
          label="Status"
          value={status ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...STATUSES.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            setSearch(id === ALL ? {} : { status: id });
          }}
        />
      </div>
      <Card title="Newest first">
        <Shown asked={asked} lines={8}>
          {({ pages }) => (
            <Table
              caption="Generations, newest first"
              columns={COLUMNS}
              rows={pages.flatMap(({ generations }) => generations.nodes)}
              keyOf={({ id }) => id}
              empty="Nothing was generated yet."
            />
          )}
        </Shown>
        <More pages={asked} />
      </Card>
    </div>
  );
}

const whereOf = (status: GenerationStatus | undefined) => (status === undefined ? null : { status: [status] });
