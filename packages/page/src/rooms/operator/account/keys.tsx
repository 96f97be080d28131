// The keys of an account, and how one is ended.
import { useState } from 'react';
import { useAsk } from '../../../data/ask.ts';
import type { ResultOf } from '../../../data/result-of.ts';
import { Shown } from '../../../data/states.tsx';
import { Badge, inWords } from '../../../look/badge.tsx';
import { Button } from '../../../look/button.tsx';
import { Moment } from '../../../look/moment.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import type { BookProps } from './books.tsx';
import { KEYS } from './documents.ts';
import { RevokeKeyDialog } from './key-dialogs.tsx';

type Row = ResultOf<typeof KEYS>['account']['apiKeys'][number];

export function Keys({ id: accountId }: BookProps) {
  const asked = useAsk(KEYS, { id: accountId });
  const [chosen, setChosen] = useState<Row>();
  const columns: readonly Column<Row>[] = [
    {
      name: 'Key',
      show: ({ name, prefix }) => (
        <>
          {name} <code>{prefix}…</code>
        </>
      ),
    },
    { name: 'May', show: ({ preset, scopes }) => (preset === null ? scopes.map(inWords).join(', ') : inWords(preset)) },
    { name: 'Made', show: ({ createdAt }) => <Moment at={createdAt} dayOnly /> },
    { name: 'Last used', show: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
    { name: 'State', show: (row) => <State row={row} /> },
    {
      name: 'Action',
      show: (row) =>
        row.revokedAt === null ? (
          <Button
            small
            variant="danger"
            aria-label={`Revoke ${row.name}`}
            onPress={() => {
              setChosen(row);
            }}
          >
            Revoke
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <Shown asked={asked}>
        {({ account }) => <Table caption="API keys" columns={columns} rows={account.apiKeys} keyOf={({ id }) => id} />}
      </Shown>
      {chosen === undefined ? null : (
        <RevokeKeyDialog
          accountId={accountId}
          apiKey={chosen}
          onClose={() => {
            setChosen(undefined);
          }}
        />
      )}
    </>
  );
}

function State({ row: { revokedAt, expiresAt } }: { readonly row: Row }) {
  if (revokedAt !== null) return <Badge tone="bad">Revoked</Badge>;
  if (expiresAt !== null && new Date(expiresAt) <= new Date()) return <Badge tone="bad">Expired</Badge>;
  return <Badge tone="good">Works</Badge>;
}
