// What it would cost, while it is being typed.
import type { ResultOf } from '../../data/result-of.ts';
import { inWords } from '../../look/badge.tsx';
import { Credits } from '../../look/credits.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import type { ESTIMATES } from './documents.ts';

export type Estimated = ResultOf<typeof ESTIMATES>['estimates'];
type Estimate = NonNullable<Estimated['estimates'][number]>;

const COLUMNS: readonly Column<Estimate['lines'][number]>[] = [
  { name: 'What', show: ({ description }) => description },
  { name: 'Credits', isNumber: true, show: ({ amount }) => <Credits value={amount} /> },
];

export function Price({ estimate, balance }: { readonly estimate: Estimate; readonly balance: string }) {
  const { totalCost, maxCost, exactness, affordableCount, blockedBy } = estimate;
  return (
    <div className="stack-tight" aria-live="polite">
      <div className="figure-value">
        <Credits value={totalCost} unit />
      </div>
      <p className="small soft">
        {exactness === 'EXACT' ? (
          'Exactly.'
        ) : (
          <>
            Estimated; never more than <Credits value={maxCost} />.
          </>
        )}{' '}
        The balance of <Credits value={balance} /> pays for {affordableCount.toLocaleString('en')} of these.
      </p>
      <Table
        caption="Lines of the estimate"
        columns={COLUMNS}
        rows={estimate.lines}
        keyOf={({ description }) => description}
      />
      {blockedBy === null ? null : (
        <Notice tone="warn">It cannot be started now: {inWords(blockedBy).toLowerCase()}.</Notice>
      )}
    </div>
  );
}
