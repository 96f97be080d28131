// The generations of an account, each with its refund.
import { useState } from 'react';
import type { ResultOf } from '../../../data/result-of.ts';
import { isZero } from '../../../look/amount.ts';
import { inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Moment } from '../../../look/moment.tsx';
import type { Column } from '../../../look/table.tsx';
import { StatusBadge } from '../../generations/status.tsx';
import { Paged } from '../paged.tsx';
import type { BookProps } from './books.tsx';
import { RefundChargeDialog } from './credit-dialogs.tsx';
import { GENERATIONS } from './documents.ts';

type Row = ResultOf<typeof GENERATIONS>['account']['generations']['nodes'][number];

export function Generations({ id: accountId }: BookProps) {
  const [chosen, setChosen] = useState<Row>();
  const columns: readonly Column<Row>[] = [
    { name: 'Accepted', show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: 'Id', show: ({ id }) => <code>{id}</code> },
    {
      name: 'Status',
      show: ({ status, error }) => (
        <>
          <StatusBadge status={status} /> {error === null ? null : <span className="small">{inWords(error.code)}</span>}
        </>
      ),
    },
    { name: 'Model', show: ({ model }) => model.name },
    { name: 'Provider', show: ({ metadata }) => metadata.provider ?? '–' },
    { name: 'Estimated', isNumber: true, show: ({ costEstimate }) => <Credits value={costEstimate} /> },
    { name: 'Charged', isNumber: true, show: ({ cost }) => <Credits value={cost} /> },
    {
      name: 'Action',
      show: (row) =>
        row.cost === null || isZero(row.cost) ? null : (
          <Button
            small
            aria-label={`Refund the charge of ${row.id}`}
            onPress={() => {
              setChosen(row);
            }}
          >
            Refund
          </Button>
        ),
    },
  ];
  return (
    <>
      <Paged
        document={GENERATIONS}
        variables={{ id: accountId }}
        caption="Generations, newest first"
        columns={columns}
        pick={({ account }) => account.generations}
        keyOf={({ id }) => id}
        empty="Nothing was generated yet."
      />
      {chosen === undefined ? null : (
        <RefundChargeDialog
          accountId={accountId}
          generation={chosen}
          onClose={() => {
            setChosen(undefined);
          }}
        />
      )}
    </>
  );
}
