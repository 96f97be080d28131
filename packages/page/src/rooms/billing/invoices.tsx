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
import { INVOICES } from './documents.ts';

type Row = ResultOf<typeof INVOICES>['invoices']['nodes'][number];

const TONES: Readonly<Record<Row['status'], BadgeTone>> = {
  PAID: 'good',
  DRAFT: 'plain',
  OPEN: 'live',
  OVERDUE: 'bad',
  UNCOLLECTIBLE: 'bad',
  VOID: 'plain',
};

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Month', show: ({ month }) => month },
  { name: 'Number', show: ({ number }) => number ?? '–' },
  { name: 'State', show: ({ status }) => <Badge tone={TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Credits', isNumber: true, show: ({ credits }) => <Credits value={credits} /> },
  { name: 'Total', isNumber: true, show: ({ total }) => money(total) },
  { name: 'Due', show: ({ dueAt }) => <Moment at={dueAt} dayOnly /> },
  { name: 'Pay', show: ({ payUrl }) => (payUrl === null ? '–' : <a href={payUrl}>Pay</a>) },
];

export function Invoices() {
  const asked = useAskPages(INVOICES, {}, { pick: ({ invoices }) => invoices });
  return (
    <Card title="Invoices">
      <Shown asked={asked}>
        {({ pages }) => (
          <Table
            caption="Invoices, newest month first"
            columns={COLUMNS}
            rows={pages.flatMap(({ invoices }) => invoices.nodes)}
            keyOf={({ id }) => id}
            empty="There is no invoice yet."
          />
        )}
      </Shown>
      <More pages={asked} />
    </Card>
  );
}
