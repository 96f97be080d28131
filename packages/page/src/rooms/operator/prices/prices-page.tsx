// Price books: those that were published, and what the next one would have changed for those who paid.
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useAsk } from '../../../data/ask.ts';
import type { ResultOf } from '../../../data/result-of.ts';
import { Shown } from '../../../data/states.tsx';
import type { PriceBookState } from '../../../gql/graphql.ts';
import { Badge, type BadgeTone, inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Card } from '../../../look/card.tsx';
import { Select, TextField } from '../../../look/fields.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { Moment } from '../../../look/moment.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import { PRICE_BOOKS, REHEARSE } from './documents.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { RehearsalView } from './rehearsal-view.tsx';

type Book = ResultOf<typeof PRICE_BOOKS>['priceBooks'][number];

const TONES: Readonly<Record<PriceBookState, BadgeTone>> = { IN_FORCE: 'good', SCHEDULED: 'live', SUPERSEDED: 'plain' };

const COLUMNS: readonly Column<Book>[] = [
  { name: 'No.', show: ({ number }) => number },
  { name: 'Version', show: ({ version }) => <code>{version}</code> },
  { name: 'State', show: ({ state }) => <Badge tone={TONES[state]}>{inWords(state)}</Badge> },
  { name: 'In force from', show: ({ effectiveAt }) => <Moment at={effectiveAt} /> },
  { name: 'Published', show: ({ publishedAt }) => <Moment at={publishedAt} /> },
  {
    name: 'With the key',
    show: ({ publishedBy }) => (publishedBy === null ? '–' : <code className="small">{publishedBy}</code>),
  },
];

export function PricesPage() {
  const asked = useAsk(PRICE_BOOKS, {});
  return (
    <div className="stack">
      <PageHeading title="Prices">
        What runs already, and open quotes, keep the prices that they were given.
      </PageHeading>
      <NextBook />
      <Card title="Price books">
        <Shown asked={asked}>
          {({ priceBooks }) => (
            <Table
              caption="Price books, newest first"
              columns={COLUMNS}
              rows={priceBooks}
              keyOf={({ number }) => number}
              empty="None was published: the storefront's own prices are in force."
            />
          )}
        </Shown>
      </Card>
    </div>
  );
}

const SPANS = ['7', '30', '90', '365'];

interface Rehearsed {
  readonly document: string;
  readonly days: number;
}

function NextBook() {
  const [document, setDocument] = useState('');
  const [days, setDays] = useState('30');
  const [rehearsed, setRehearsed] = useState<Rehearsed>();
  const [isPublishing, setPublishing] = useState(false);
  const asked = useAsk(REHEARSE, { input: rehearsed ?? { document: '', days: 1 } }, { when: rehearsed !== undefined });
  return (
    <Card title="The next one">
      <TextField
        label="Storefront file"
        help="Its whole text"
        rows={10}
        spellCheck="false"
        value={document}
        onChange={(text) => {
          setDocument(text);
          // What is shown, and can be published, is always what was rehearsed.
          setRehearsed(undefined);
        }}
      />
      <div className="row row-end">
        <FileTrigger
          onSelect={(files) => {
            void files?.[0]?.text().then((text) => {
              setDocument(text);
              setRehearsed(undefined);
            });
          }}
        >
          <Button>Read it from a file</Button>
        </FileTrigger>
        <Select
          label="Compare with"
          value={days}
          options={SPANS.map((id) => ({ id, label: `The last ${id} days` }))}
          onChange={setDays}
        />
        <Button
          variant="primary"
          isDisabled={document.trim() === ''}
          isPending={asked.isFetching}
          onPress={() => {
            setRehearsed({ document, days: Number(days) });
          }}
        >
          Rehearse
        </Button>
      </div>
      {rehearsed === undefined ? null : (
        <Shown asked={asked} lines={6}>
          {({ rehearsePriceBook: rehearsal }) => (
            <div className="stack">
              <RehearsalView rehearsal={rehearsal} />
              <div>
                <Button
                  variant="danger"
                  onPress={() => {
                    setPublishing(true);
                  }}
                >
                  Publish
                </Button>
              </div>
              {isPublishing ? (
                <PublishDialog
                  document={rehearsed.document}
                  version={rehearsal.version}
                  forceReasons={rehearsal.forceReasons}
                  onClose={() => {
                    setPublishing(false);
                  }}
                />
              ) : null}
            </div>
          )}
        </Shown>
      )}
    </Card>
  );
}
