// Which e-mails the account gets. Each switch is saved as it is pressed.
import { useTell } from '../../data/ask.ts';
import { Refusals } from '../../data/states.tsx';
import type { BillingQuery, EmailKind } from '../../gql/graphql.ts';
import { Card } from '../../look/card.tsx';
import { Checkbox } from '../../look/fields.tsx';
import { Notice } from '../../look/notice.tsx';
import { SET_EMAIL_PREFERENCE } from './documents.ts';

const LABELS: Readonly<Record<EmailKind, string>> = {
  LOW_BALANCE: 'The balance is low',
  EXPIRING_CREDITS: 'Credits expire soon',
  TOP_UP_FAILED: 'A top-up failed',
  RECEIPT: 'Receipts and refunds',
  INVOICE: 'Invoices',
  KEY_CREATED: 'A new API key or secret',
};

type Account = BillingQuery['account'];

export function Emails({
  address,
  emails,
}: {
  readonly address: Account['email'];
  readonly emails: Account['emails'];
}) {
  const set = useTell(SET_EMAIL_PREFERENCE);
  const asked = set.isPending ? set.variables.input : undefined;
  return (
    <Card title="E-mails">
      <div className="stack">
        <Where address={address} delivery={emails.delivery} />
        {emails.preferences.map(({ kind, isWanted }) => (
          <Checkbox
            key={kind}
            isSelected={asked?.kind === kind ? asked.isWanted : isWanted}
            onChange={(wanted) => set.mutate({ input: { kind, isWanted: wanted } })}
          >
            {LABELS[kind]}
          </Checkbox>
        ))}
        <Refusals errors={set.data?.setEmailPreference.userErrors ?? []} />
        {set.error === null ? null : <Notice tone="bad">{set.error.message}</Notice>}
      </div>
    </Card>
  );
}

function Where({
  address,
  delivery,
}: {
  readonly address: Account['email'];
  readonly delivery: Account['emails']['delivery'];
}) {
  if (delivery === 'OFF') return <p className="small soft">This gateway sends no e-mails.</p>;
  const to = address ?? undefined;
  return (
    <p className="small soft">
      {to === undefined ? 'The account has no e-mail address: nothing is sent.' : `To ${to}.`}
      {delivery === 'KEPT' ? (
        <>
          {' '}
          Nothing leaves this machine: <a href="/dev/mail">see what would be sent</a>.
        </>
      ) : null}
    </p>
  );
}
