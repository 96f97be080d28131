// What an account has bought, each with its refund.
import { useState } from 'react';
import type { ResultOf } from '../../../data/result-of.ts';
import type { PurchaseStatus } from '../../../gql/graphql.ts';
import { money } from '../../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Moment } from '../../../look/moment.tsx';
import type { Column } from '../../../look/table.tsx';
import { Paged } from '../paged.tsx';
import type { BookProps } from './books.tsx';
import { RefundPurchaseDialog } from './credit-dialogs.tsx';
import { PURCHASES } from './documents.ts';

type Row = ResultOf<typeof PURCHASES>['account']['purchases']['nodes'][number];

const TONES: Readonly<Record<PurchaseStatus, BadgeTone>> = {
  PAID: 'good',
  PENDING: 'live',
  FAILED: 'bad',
  EXPIRED: 'plain',
  REFUNDED: 'warn',
  DISPUTED: 'bad',
};

export function Purchases({ id: accountId }: BookProps) {
  const [chosen, setChosen] = useState<Row>();
  const columns: readonly Column<Row>[] = [
    { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: 'Id', show: ({ id }) => <code>{id}</code> },
    { name: 'Pack', show: ({ pack }) => pack.name },
    { name: 'State', show: ({ status }) => <Badge tone={TONES[status]}>{inWords(status)}</Badge> },
    { name: 'Credits', isNumber: true, show: ({ credits }) => <Credits value={credits} /> },
    { name: 'Price', isNumber: true, show: ({ price }) => money(price) },
    {
      name: 'Action',
      show: (row) =>
        row.status === 'PAID' ? (
          <Button
            small
            aria-label={`Refund the purchase ${row.id}`}
            onPress={() => {
              setChosen(row);
            }}
          >
            Refund
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <Paged
        document={PURCHASES}
        variables={{ id: accountId }}
        caption="Purchases, newest first"
        columns={columns}
        pick={({ account }) => account.purchases}
        keyOf={({ id }) => id}
        empty="Nothing was bought yet."
      />
      {chosen === undefined ? null : (
        <RefundPurchaseDialog
          accountId={accountId}
          purchase={chosen}
          onClose={() => {
            setChosen(undefined);
          }}
        />
      )}
    </>
  );
}
