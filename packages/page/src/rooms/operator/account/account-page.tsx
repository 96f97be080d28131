// One account as support sees it: what it has, what can be done about it, and its books.
import { useParams } from 'react-router';
import { useAsk } from '../../../data/ask.ts';
import { Shown } from '../../../data/states.tsx';
import { isZero } from '../../../look/amount.ts';
import { Badge, inWords } from '../../../look/badge.tsx';
import { Card, Figure } from '../../../look/card.tsx';
import { Credits } from '../../../look/credits.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { Moment } from '../../../look/moment.tsx';
import { Tabs } from '../../../look/tabs.tsx';
import { AuditTable } from '../audit/audit-table.tsx';
import type { Account } from './account.ts';
import { Actions } from './actions.tsx';
import { Anomalies, Invoices, Lots, Requests, Transactions, Usage } from './books.tsx';
import { ACCOUNT } from './documents.ts';
import { Generations } from './generations.tsx';
import { Keys } from './keys.tsx';
import { Purchases } from './purchases.tsx';
import { Webhooks } from './webhooks.tsx';

const LIVE_SECONDS = 10;

export function AccountPage() {
  const { id = '' } = useParams();
  const asked = useAsk(ACCOUNT, { id }, { everySeconds: LIVE_SECONDS });
  return (
    <div className="stack">
      <PageHeading title={asked.data?.account.name ?? 'Account'}>
        <code>{id}</code>
      </PageHeading>
      <Shown asked={asked} lines={8}>
        {({ account }) => <View account={account} />}
      </Shown>
    </div>
  );
}

function View({ account }: { readonly account: Account }) {
  const { id, balance, unbilled, creditLimit, billingMode } = account;
  return (
    <>
      <div className="grid">
        <Figure label="Available" below={<Owed debt={balance.debt} />}>
          <Credits value={balance.available} />
        </Figure>
        <Figure
          label="Set aside"
          below={
            isZero(balance.frozen) ? null : (
              <>
                <Credits value={balance.frozen} unit /> frozen by a dispute
              </>
            )
          }
        >
          <Credits value={balance.reserved} />
        </Figure>
        {billingMode === 'POSTPAID' ? (
          <Figure
            label="Not billed yet"
            below={
              <>
                of a limit of <Credits value={creditLimit} unit />
              </>
            }
          >
            <Credits value={unbilled} />
          </Figure>
        ) : null}
      </div>
      <div className="split">
        <Card title="About it">
          <Facts account={account} />
        </Card>
        <Card title="Actions">
          <Actions account={account} />
        </Card>
      </div>
      <Card title="Books">
        <Tabs
          label="Books of this account"
          tabs={[
            { id: 'balance', title: 'Balance', content: <Lots id={id} /> },
            { id: 'transactions', title: 'Transactions', content: <Transactions id={id} /> },
            { id: 'generations', title: 'Generations', content: <Generations id={id} /> },
            { id: 'requests', title: 'Requests', content: <Requests id={id} /> },
            { id: 'usage', title: 'Usage', content: <Usage id={id} /> },
            { id: 'keys', title: 'Keys', content: <Keys id={id} /> },
            { id: 'purchases', title: 'Purchases', content: <Purchases id={id} /> },
            { id: 'invoices', title: 'Invoices', content: <Invoices id={id} /> },
            { id: 'webhooks', title: 'Webhooks', content: <Webhooks id={id} /> },
            { id: 'anomalies', title: 'Anomalies', content: <Anomalies id={id} /> },
            { id: 'audit', title: 'Audit log', content: <AuditTable filter={{ accountId: id }} /> },
          ]}
        />
      </Card>
    </>
  );
}

function Owed({ debt }: { readonly debt: string }) {
  if (isZero(debt)) return 'Nothing is owed';
  return (
    <>
      Owes <Credits value={debt} unit />
    </>
  );
}

function Facts({ account }: { readonly account: Account }) {
  const { email, plan, billingMode, subscription, autoTopUp, createdAt, closedAt, timeZone } = account;
  return (
    <dl className="facts">
      <dt>State</dt>
      <dd>
        <State account={account} />
      </dd>
      <dt>E-mail address</dt>
      <dd>{email ?? '–'}</dd>
      <dt>Plan</dt>
      <dd>{plan.name}</dd>
      <dt>Subscription</dt>
      <dd>
        {subscription === null ? (
          '–'
        ) : (
          <>
            {subscription.planId}, {inWords(subscription.status)}, {subscription.cancelAtPeriodEnd ? 'ends' : 'renews'}{' '}
            on <Moment at={subscription.currentPeriodEnd} dayOnly />
          </>
        )}
      </dd>
      <dt>Pays</dt>
      <dd>{inWords(billingMode)}</dd>
      <dt>Automatic top-up</dt>
      <dd>{autoTopUp === null ? '–' : inWords(autoTopUp.state)}</dd>
      <dt>Time zone</dt>
      <dd>{timeZone}</dd>
      <dt>Open since</dt>
      <dd>
        <Moment at={createdAt} />
      </dd>
      {closedAt === null ? null : (
        <>
          <dt>Closed</dt>
          <dd>
            <Moment at={closedAt} />
          </dd>
        </>
      )}
    </dl>
  );
}

function State({ account: { status, closedAt } }: { readonly account: Account }) {
  if (closedAt !== null) return <Badge>Closed</Badge>;
  return <Badge tone={status === 'ACTIVE' ? 'good' : 'bad'}>{inWords(status)}</Badge>;
}
