// What was estimated, set aside, charged and given back, with the lines of the price and of the ledger.
import { Link } from 'react-router';
import { useAsk } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import { inWords } from '../../look/badge.tsx';
import { Credits } from '../../look/credits.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { RECEIPT } from './documents.ts';

type ReceiptData = NonNullable<ResultOf<typeof RECEIPT>['receipt']>;

const LINE_COLUMNS: readonly Column<ReceiptData['lines'][number]>[] = [
  { name: 'What', show: ({ description }) => description },
  { name: 'Credits', isNumber: true, show: ({ amount }) => <Credits value={amount} /> },
];

const TRANSACTION_COLUMNS: readonly Column<ReceiptData['transactions'][number]>[] = [
  { name: 'No.', show: ({ id, sequence }) => <Link to={`/transactions/${id}`}>{sequence}</Link> },
  { name: 'Type', show: ({ type }) => inWords(type) },
  { name: 'Amount', isNumber: true, show: ({ amount }) => <Credits value={amount} signed /> },
  { name: 'Available after', isNumber: true, show: ({ balanceAfter }) => <Credits value={balanceAfter} /> },
];

export function Receipt({ id }: { readonly id: string }) {
  const asked = useAsk(RECEIPT, { id });
  return (
    <Shown asked={asked}>
      {({ receipt }) => (receipt === null ? <p className="soft">There is none yet.</p> : <Lines receipt={receipt} />)}
    </Shown>
  );
}

function Lines({ receipt }: { readonly receipt: ReceiptData }) {
  return (
    <div className="stack">
      <dl className="facts">
        <dt>Estimated</dt>
        <dd>
          <Credits value={receipt.estimate} />
        </dd>
        <dt>Set aside</dt>
        <dd>
          <Credits value={receipt.reserved} />
        </dd>
        <dt>Charged</dt>
        <dd>
          <strong>
            <Credits value={receipt.charged} />
          </strong>
        </dd>
        <dt>Given back</dt>
        <dd>
          <Credits value={receipt.refunded} />
        </dd>
        <dt>Prices of</dt>
        <dd>{receipt.priceVersion}</dd>
        <dt>Seal</dt>
        <dd>
          <code>{receipt.hash}</code>
        </dd>
      </dl>
      {receipt.overrun ? <Notice>It came to more than was set aside. The difference was not charged.</Notice> : null}
      {receipt.lines.length === 0 ? null : (
        <Table
          caption="Lines of the price"
          columns={LINE_COLUMNS}
          rows={receipt.lines}
          keyOf={({ description }) => description}
        />
      )}
      <Table
        caption="Its lines of the ledger"
        columns={TRANSACTION_COLUMNS}
        rows={receipt.transactions}
        keyOf={({ id }) => id}
      />
    </div>
  );
}
