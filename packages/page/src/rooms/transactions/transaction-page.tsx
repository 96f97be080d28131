// One line of the ledger and where it leads: the generation, the key, the purchase with its invoice.
import { Link, useParams } from 'react-router';
import { useAsk } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import { money } from '../../look/amount.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { LinkButton } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { Notice } from '../../look/notice.tsx';
import { TRANSACTION } from './documents.ts';

type Transaction = Extract<NonNullable<ResultOf<typeof TRANSACTION>['node']>, { __typename: 'Transaction' }>;

export function TransactionPage() {
  const { id = '' } = useParams();
  const asked = useAsk(TRANSACTION, { id });
  return (
    <div className="stack">
      <PageHeading title="Transaction" action={<LinkButton to="/transactions">All transactions</LinkButton>} />
      <Shown asked={asked}>
        {({ node }) =>
          node?.__typename === 'Transaction' ? (
            <Facts transaction={node} />
          ) : (
            <Notice tone="warn">There is no transaction of this id in your account.</Notice>
          )
        }
      </Shown>
    </div>
  );
}

function Facts({ transaction }: { readonly transaction: Transaction }) {
  const { generation, apiKey, model, purchase } = transaction;
  return (
    <div className="split">
      <Card title={`No. ${transaction.sequence}: ${transaction.description}`}>
        <dl className="facts">
          <dt>Type</dt>
          <dd>
            <Badge>{inWords(transaction.type)}</Badge>
          </dd>
          <dt>Amount</dt>
          <dd>
            <Credits value={transaction.amount} signed unit />
          </dd>
          <dt>Available after</dt>
          <dd>
            <Credits value={transaction.balanceAfter} />
          </dd>
          <dt>Set aside after</dt>
          <dd>
            <Credits value={transaction.reservedAfter} />
          </dd>
          <dt>Booked</dt>
          <dd>
            <Moment at={transaction.createdAt} />
          </dd>
          <dt>Id</dt>
          <dd>
            <code>{transaction.id}</code>
          </dd>
        </dl>
      </Card>
      <Card title="Where it comes from">
        <dl className="facts">
          {generation === null ? null : (
            <>
              <dt>Generation</dt>
              <dd>
                <Link to={`/generations/${generation.id}`}>{generation.prompt ?? generation.id}</Link>
              </dd>
            </>
          )}
          {model === null ? null : (
            <>
              <dt>Model</dt>
              <dd>{model.name}</dd>
            </>
          )}
          {apiKey === null ? null : (
            <>
              <dt>API key</dt>
              <dd>
                <Link to="/keys">{apiKey.name}</Link> <code>{apiKey.prefix}…</code>
              </dd>
            </>
          )}
          {purchase === null ? null : <OfPurchase purchase={purchase} />}
        </dl>
      </Card>
    </div>
  );
}

function OfPurchase({ purchase }: { readonly purchase: NonNullable<Transaction['purchase']> }) {
  return (
    <>
      <dt>Purchase</dt>
      <dd>
        {purchase.pack.name} for {money(purchase.price)}, {inWords(purchase.status).toLowerCase()}
      </dd>
      <dt>Paid</dt>
      <dd>
        <Moment at={purchase.paidAt} />
      </dd>
      {purchase.receiptUrl === null ? null : (
        <>
          <dt>Invoice</dt>
          <dd>
            <a href={purchase.receiptUrl} rel="noreferrer" target="_blank">
              Open the receipt
            </a>
          </dd>
        </>
      )}
    </>
  );
}
