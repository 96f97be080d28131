// A month that adds up: what there was, what came and went, and what was left.
import { useState } from 'react';
import { useAsk } from '../../data/ask.ts';
import { ownAddress } from '../../data/own-address.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import { counted } from '../../look/amount.ts';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select } from '../../look/fields.tsx';
import { STATEMENT } from './documents.ts';

const MONTHS = 12;

export function Statements() {
  const [month, setMonth] = useState(() => lastMonths(new Date())[0] ?? '');
  const asked = useAsk(STATEMENT, { month });
  return (
    <Card title="Statement of a month">
      <Select
        label="Month"
        value={month}
        options={lastMonths(new Date()).map((id) => ({ id, label: id }))}
        onChange={setMonth}
      />
      <Shown asked={asked}>{({ statement }) => <Lines statement={statement} />}</Shown>
    </Card>
  );
}

/** "2026-11" and those before it. */
function lastMonths(now: Date): string[] {
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1)).toISOString().slice(0, 'yyyy-mm'.length),
  );
}

function Lines({ statement }: { readonly statement: ResultOf<typeof STATEMENT>['statement'] }) {
  const lines = [
    ['Available at its beginning', statement.opening.available],
    ['Added', statement.added],
    ['Charged', statement.charged],
    ['Given back', statement.refunded],
    ['Expired', statement.expired],
    ['Adjusted', statement.adjusted],
    [statement.isFinal ? 'Available at its end' : 'Available now', statement.closing.available],
  ] as const;
  return (
    <>
      <dl className="facts">
        {lines.map(([name, value]) => (
          <div key={name} className="facts-line">
            <dt>{name}</dt>
            <dd>
              <Credits value={value} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="row">
        <a href={ownAddress(statement.pdf.url)} download>
          PDF
        </a>
        <a href={ownAddress(statement.csv.url)} download>
          CSV of {counted(statement.transactions, 'transaction')}
        </a>
      </p>
    </>
  );
}
