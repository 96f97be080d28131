// What looks wrong, what shows it, and what to do about it.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAsk } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import type { Severity } from '../../gql/graphql.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';
import { Button, LinkButton } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Select } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { RevokeDialog } from '../keys/revoke-dialog.tsx';
import { ANOMALIES } from './documents.ts';

type Found = ResultOf<typeof ANOMALIES>['anomalies'][number];

const TONES: Readonly<Record<Severity, BadgeTone>> = { CRITICAL: 'bad', WARNING: 'warn', INFO: 'plain' };
const SPANS = ['1', '7', '30', '90'];

const COLUMNS: readonly Column<Found['evidence'][number]>[] = [
  { name: 'No.', show: ({ id, sequence }) => <Link to={`/transactions/${id}`}>{sequence}</Link> },
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'What', show: ({ description }) => description },
  { name: 'Amount', isNumber: true, show: ({ amount }) => <Credits value={amount} signed /> },
];

export function AnomaliesPage() {
  const [search, setSearch] = useSearchParams();
  const days = SPANS.find((span) => span === search.get('days')) ?? '7';
  const asked = useAsk(ANOMALIES, { days: Number(days) });
  return (
    <div className="stack">
      <PageHeading title="Anomalies">Patterns in the transactions that are worth a look.</PageHeading>
      <div className="row">
        <Select
          label="Time"
          value={days}
          options={SPANS.map((id) => ({ id, label: id === '1' ? 'Last day' : `Last ${id} days` }))}
          onChange={(id) => {
            setSearch({ days: id }, { replace: true });
          }}
        />
      </div>
      <Shown asked={asked}>
        {({ anomalies }) =>
          anomalies.length === 0 ? (
            <div className="empty">Nothing looks wrong in this time.</div>
          ) : (
            anomalies.map((anomaly) => <Anomaly key={`${anomaly.kind} ${anomaly.detectedAt}`} anomaly={anomaly} />)
          )
        }
      </Shown>
    </div>
  );
}

function Anomaly({ anomaly }: { readonly anomaly: Found }) {
  const { kind, severity, message, remedy, detectedAt, evidence } = anomaly;
  return (
    <Card
      title={inWords(kind)}
      action={
        <span className="row">
          <Badge tone={TONES[severity]}>{inWords(severity)}</Badge>
          <Moment at={detectedAt} />
        </span>
      }
    >
      <p>{message}</p>
      <p>
        <strong>What to do:</strong> {remedy}
      </p>
      <Remedy anomaly={anomaly} />
      <details>
        <summary>What shows it ({evidence.length})</summary>
        <Table caption={`What shows it: ${inWords(kind)}`} columns={COLUMNS} rows={evidence} keyOf={({ id }) => id} />
      </details>
    </Card>
  );
}

function Remedy({ anomaly: { apiKey, kind } }: { readonly anomaly: Found }) {
  const [isRevoking, setRevoking] = useState(false);
  if (apiKey !== null && apiKey.revokedAt === null) {
    return (
      <div>
        <Button
          variant="danger"
          onPress={() => {
            setRevoking(true);
          }}
        >
          Revoke the key {apiKey.name}
        </Button>
        <RevokeDialog
          apiKey={apiKey}
          isOpen={isRevoking}
          onClose={() => {
            setRevoking(false);
          }}
        />
      </div>
    );
  }
  if (kind !== 'REFUND_STREAK' && kind !== 'STUCK_RESERVATION') return null;
  return (
    <div>
      <LinkButton to={kind === 'REFUND_STREAK' ? '/generations?status=FAILED' : '/generations?status=RUNNING'}>
        Look at the generations
      </LinkButton>
    </div>
  );
}
