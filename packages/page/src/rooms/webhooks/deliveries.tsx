import { useState } from 'react';
import { useAskPages, useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Refusals, Shown } from '../../data/states.tsx';
import type { EndpointRowFragment, WebhookDeliveryStatus } from '../../gql/graphql.ts';
import { Badge, type BadgeTone, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Select } from '../../look/fields.tsx';
import { Moment } from '../../look/moment.tsx';
import { More } from '../../look/more.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { DELIVERIES, REPLAY } from './documents.ts';

type Row = ResultOf<typeof DELIVERIES>['webhookDeliveries']['nodes'][number];

const TONES: Readonly<Record<WebhookDeliveryStatus, BadgeTone>> = {
  DELIVERED: 'good',
  FAILED: 'bad',
  HELD: 'warn',
  PENDING: 'live',
  SENDING: 'live',
};
const STATUSES = Object.keys(TONES) as WebhookDeliveryStatus[];
const ALL = 'ALL';
const LIVE_SECONDS = 3;

export function Deliveries({ endpoints }: { readonly endpoints: readonly EndpointRowFragment[] }) {
  const [status, setStatus] = useState<WebhookDeliveryStatus>();
  const [endpointId, setEndpointId] = useState<string>();
  const where = { ...(status === undefined ? {} : { status }), ...(endpointId === undefined ? {} : { endpointId }) };
  const asked = useAskPages(
    DELIVERIES,
    { where },
    {
      pick: ({ webhookDeliveries }) => webhookDeliveries,
      everySeconds: LIVE_SECONDS,
    },
  );
  const replay = useTell(REPLAY);
  const columns: readonly Column<Row>[] = [
    { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
    { name: 'Event', show: ({ type }) => inWords(type) },
    { name: 'To', show: ({ url }) => <code>{url ?? '–'}</code> },
    { name: 'State', show: (row) => <State row={row} /> },
    { name: 'Tries', isNumber: true, show: ({ attempts }) => attempts },
    {
      name: 'Again',
      show: ({ endpoint, eventId, type }) =>
        endpoint === null ? null : (
          <Button
            small
            aria-label={`Send ${inWords(type)} again`}
            onPress={() => {
              replay.mutate({ input: { endpointId: endpoint.id, eventId } });
            }}
          >
            Send again
          </Button>
        ),
    },
  ];
  return (
    <Card title="Deliveries of the last 30 days">
      <div className="row">
        <Select
          label="State"
          value={status ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...STATUSES.map((id) => ({ id, label: inWords(id) }))]}
          onChange={(id) => {
            setStatus(STATUSES.find((known) => known === id));
          }}
        />
        <Select
          label="Endpoint"
          value={endpointId ?? ALL}
          options={[{ id: ALL, label: 'All' }, ...endpoints.map(({ id, url }) => ({ id, label: url }))]}
          onChange={(id) => {
            setEndpointId(id === ALL ? undefined : id);
          }}
        />
      </div>
      <Refusals errors={refusalsOf(replay.error, replay.data?.replayWebhooks.userErrors)} />
      {replay.data === undefined ? null : (
        <Notice tone="good" announced>
          {replay.data.replayWebhooks.queuedCount} to be sent again.
        </Notice>
      )}
      <Shown asked={asked}>
        {({ pages }) => (
          <Table
            caption="Deliveries, newest first"
            columns={columns}
            rows={pages.flatMap(({ webhookDeliveries }) => webhookDeliveries.nodes)}
            keyOf={({ eventId, endpoint }) => `${eventId} ${endpoint?.id ?? ''}`}
            empty="Nothing was sent in this time."
          />
        )}
      </Shown>
      <More pages={asked} />
    </Card>
  );
}

function State({ row: { status, lastStatusCode, lastError, nextAttemptAt } }: { readonly row: Row }) {
  const answer = lastError ?? (lastStatusCode === null ? undefined : `answered ${lastStatusCode}`);
  return (
    <>
      <Badge tone={TONES[status]}>{inWords(status)}</Badge>
      <div className="small soft">
        {answer}
        {nextAttemptAt === null || status === 'DELIVERED' ? null : (
          <>
            {' '}
            next <Moment at={nextAttemptAt} />
          </>
        )}
      </div>
    </>
  );
}
