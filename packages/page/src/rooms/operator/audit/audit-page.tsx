// The audit log: what operators have done, which nobody can change.
import { useSettled } from '../../../data/use-settled.ts';
import type { OperatorActionKind } from '../../../gql/graphql.ts';
import { inWords } from '../../../look/badge.tsx';
import { Card } from '../../../look/card.tsx';
import { Select, TextField } from '../../../look/fields.tsx';
import { PageHeading } from '../../../look/heading.tsx';
import { useNarrow } from '../narrow.ts';
import { type AuditFilter, AuditTable } from './audit-table.tsx';

const ACTIONS: readonly OperatorActionKind[] = [
  'GRANT_CREDITS',
  'DEDUCT_CREDITS',
  'REFUND_CHARGE',
  'REFUND_PURCHASE',
  'SETTLE_GENERATION',
  'CREATE_ACCOUNT',
  'EDIT_ACCOUNT',
  'SET_PLAN',
  'SET_BILLING_MODE',
  'SUSPEND_ACCOUNT',
  'RELEASE_ACCOUNT',
  'CLOSE_ACCOUNT',
  'CREATE_API_KEY',
  'ROTATE_API_KEY',
  'REVOKE_API_KEY',
  'PUBLISH_PRICE_BOOK',
  'START_RECONCILIATION',
];
const ALL = 'ALL';
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const FIELDS = [
  { name: 'account', label: 'Account', help: 'Its id: acct_…', isDay: false },
  { name: 'key', label: 'Operator’s key', help: 'Its id: key_…', isDay: false },
  { name: 'from', label: 'From', help: 'Such as 2026-11-30 (UTC)', isDay: true },
  { name: 'before', label: 'Before', help: 'Such as 2026-12-01 (UTC)', isDay: true },
];
const NOT_A_DAY = 'A day is written like 2026-11-30.';

export function AuditPage() {
  const { valueOf, narrow } = useNarrow();
  const action = ACTIONS.find((known) => known === valueOf('action'));
  const filter = useSettled(filterOf(valueOf, action)) ?? {};
  return (
    <div className="stack">
      <PageHeading title="Audit log">What operators have done, and why. It is only added to.</PageHeading>
      <div className="filters">
        <Select
          label="What"
          value={action ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...ACTIONS.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            narrow('action', id === ALL ? '' : id);
          }}
        />
        {FIELDS.map(({ name, label, help, isDay: wantsDay }) => (
          <TextField
            key={name}
            label={label}
            help={help}
            error={wantsDay && !isDayOrNothing(valueOf(name).trim()) ? NOT_A_DAY : undefined}
            autoComplete="off"
            value={valueOf(name)}
            onChange={(value) => {
              narrow(name, value);
            }}
          />
        ))}
      </div>
      <Card title="Newest first">
        <AuditTable filter={filter} />
      </Card>
    </div>
  );
}

function filterOf(valueOf: (name: string) => string, action: OperatorActionKind | undefined): AuditFilter {
  const accountId = valueOf('account').trim();
  const operatorKeyId = valueOf('key').trim();
  const from = valueOf('from').trim();
  const to = valueOf('before').trim();
  return {
    ...(action === undefined ? {} : { action }),
    ...(accountId === '' ? {} : { accountId }),
    ...(operatorKeyId === '' ? {} : { operatorKeyId }),
    ...(isDay(from) ? { from: startOf(from) } : {}),
    ...(isDay(to) ? { to: startOf(to) } : {}),
  };
}

const startOf = (day: string): string => `${day}T00:00:00Z`;

const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(startOf(text)));

const isDayOrNothing = (text: string): boolean => text === '' || isDay(text);
