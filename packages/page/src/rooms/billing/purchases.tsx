import { useAskPages } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import { money } from '../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Moment } from '../../look/moment.tsx';
import { More } from '../../look/more.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { PURCHASES } from './documents.ts';

type Row = ResultOf<typeof PURCHASES>['purchases']['nodes'][number];

const TONES: Readonly<Record<Row['status'], BadgeTone>> = {
  PAID: 'good',
  PENDING: 'live',
  FAILED: 'bad',
  EXPIRED: 'plain',
  REFUNDED: 'warn',
  DISPUTED: 'bad',
};

const COLUMNS: readonly Column<Row>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Pack', show: ({ pack }) => pack.name },
  { name: 'State', show: ({ status }) => <Badge tone={TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Credits', isNumber: true, show: ({ credits }) => <Credits value={credits} /> },
  { name: 'Price', isNumber: true, show: ({ price }) => money(price) },
  {
    name: 'Receipt',
    show: ({ receiptUrl }) =>
      receiptUrl === null ? (
        '–'
      ) : (
        <a href={receiptUrl} rel="noreferrer" target="_blank">
          Open
        </a>
      ),
  },
];

export function Purchases() {
  const asked = useAskPages(PURCHASES, {}, { pick: ({ purchases }) => purchases });
  return (
    <Card title="Purchases">
      <Shown asked={asked}>
        {({ pages }) => (
          <Table
            caption="Purchases, newest first"
            columns={COLUMNS}
            rows={pages.flatMap(({ purchases }) => purchases.nodes)}
            keyOf={({ id }) => id}
            empty="Nothing was bought yet."
          />
        )}
      </Shown>
      <More pages={asked} />
    </Card>
  );
}
