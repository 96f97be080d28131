// All accounts, as support looks for one: by id, name or e-mail address, and by what is wrong with them.
import { useState } from 'react';
import { Link } from 'react-router';
import type { ResultOf } from '../../../data/result-of.ts';
import { useSettled } from '../../../data/use-settled.ts';
import type { AccountOrder, AccountState } from '../../../gql/graphql.ts';
import { isZero } from '../../../look/amount.ts';
import { Badge, type BadgeTone, inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Card } from '../../../look/card.tsx';
import { Credits } from '../../../look/credits.tsx';
import { Select, TextField } from '../../../look/fields.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { Moment } from '../../../look/moment.tsx';
import type { Column } from '../../../look/table.tsx';
import { useNarrow } from '../narrow.ts';
import { Paged } from '../paged.tsx';
import { CreateAccount } from './create-account.tsx';
import { ACCOUNTS } from './documents.ts';

type Row = ResultOf<typeof ACCOUNTS>['accounts']['nodes'][number];

const TONES: Readonly<Record<AccountState, BadgeTone>> = { ACTIVE: 'good', SUSPENDED: 'bad', CLOSED: 'plain' };
const STATES = Object.keys(TONES) as AccountState[];
const ORDERS: ReadonlyMap<AccountOrder, string> = new Map([
  ['NEWEST', 'Newest'],
  ['BALANCE_LOWEST', 'Lowest balance'],
  ['BALANCE_HIGHEST', 'Highest balance'],
  ['OWING', 'Only those that owe, the most first'],
]);

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Account', show: ({ id, name }) => <Link to={`/operator/accounts/${id}`}>{name}</Link> },
  { name: 'E-mail', show: ({ email }) => email ?? '–' },
  { name: 'State', show: ({ state }) => <Badge tone={TONES[state]}>{inWords(state)}</Badge> },
  { name: 'Plan', show: ({ planId }) => planId },
  { name: 'Pays', show: ({ billingMode }) => inWords(billingMode) },
  { name: 'Since', show: ({ createdAt }) => <Moment at={createdAt} dayOnly /> },
  { name: 'Available', isNumber: true, show: ({ available }) => <Credits value={available} /> },
  { name: 'Set aside', isNumber: true, show: ({ reserved }) => <Credits value={reserved} /> },
  {
    name: 'Owes',
    isNumber: true,
    show: ({ owed }) => (isZero(owed) ? '–' : <Credits value={owed} />),
  },
];

/** The gateway wants this many letters. */
const FEWEST_LETTERS = 2;
const ALL = 'ALL';

export function AccountsPage() {
  const [isCreating, setCreating] = useState(false);
  const { valueOf, narrow } = useNarrow();
  const text = valueOf('q');
  const search = (useSettled(text) ?? '').trim();
  const status = STATES.find((known) => known === valueOf('state'));
  const orderBy = [...ORDERS.keys()].find((known) => known === valueOf('order')) ?? 'NEWEST';
  return (
    <div className="stack">
      <PageHeading
        title="Accounts"
        action={
          <Button
            variant="primary"
            onPress={() => {
              setCreating(true);
            }}
          >
            Open an account
          </Button>
        }
      />
      {isCreating ? (
        <CreateAccount
          onClose={() => {
            setCreating(false);
          }}
        />
      ) : null}
      <div className="filters">
        <TextField
          label="Search"
          type="search"
          help="An id, or how a name or an e-mail address begins"
          value={text}
          onChange={(value) => {
            narrow('q', value);
          }}
        />
        <Select
          label="State"
          value={status ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...STATES.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            narrow('state', id === ALL ? '' : id);
          }}
        />
        <Select
          label="Order"
          value={orderBy}
          options={[...ORDERS].map(([id, label]) => ({ id, label }))}
          onChange={(id) => {
            narrow('order', id);
          }}
        />
      </div>
      <Card title="Accounts that match">
        <Paged
          document={ACCOUNTS}
          variables={{
            orderBy,
            ...(search.length < FEWEST_LETTERS ? {} : { search }),
            ...(status === undefined ? {} : { status }),
          }}
          caption="Accounts"
          columns={COLUMNS}
          pick={({ accounts }) => accounts}
          keyOf={({ id }) => id}
          empty="No account matches."
        />
      </Card>
    </div>
  );
}
