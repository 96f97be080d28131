// Where an account is told of what happens, and what became of the latest messages.
import { useAsk } from '../../../data/ask.ts';
import type { ResultOf } from '../../../data/result-of.ts';
import { Shown } from '../../../data/states.tsx';
import type { WebhookDeliveryStatus } from '../../../gql/graphql.ts';
import { Badge, type BadgeTone, inWords } from '../../../look/badge.tsx';
import { Moment } from '../../../look/moment.tsx';
import { type Column, Table } from '../../../look/table.tsx';
import { Paged } from '../paged.tsx';
import type { BookProps } from './books.tsx';
import { DELIVERIES, WEBHOOKS } from './documents.ts';

type Endpoint = ResultOf<typeof WEBHOOKS>['account']['webhookEndpoints'][number];
type Delivery = ResultOf<typeof DELIVERIES>['account']['webhookDeliveries']['nodes'][number];

const ENDPOINT_COLUMNS: readonly Column<Endpoint>[] = [
  { name: 'Address', show: ({ url }) => <code>{url}</code> },
  {
    name: 'State',
    show: ({ status, disabledReason }) => (
      <>
        <Badge tone={status === 'ENABLED' ? 'good' : 'bad'}>{inWords(status)}</Badge>{' '}
        {disabledReason === null ? null : <span className="small soft">{inWords(disabledReason)}</span>}
      </>
    ),
  },
  { name: 'Failures in a row', isNumber: true, show: ({ failures }) => failures },
];

const TONES: Readonly<Record<WebhookDeliveryStatus, BadgeTone>> = {
  DELIVERED: 'good',
  FAILED: 'bad',
  HELD: 'warn',
  PENDING: 'live',
  SENDING: 'live',
};

const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  { name: 'When', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Event', show: ({ type }) => inWords(type) },
  { name: 'To', show: ({ url }) => <code>{url ?? '–'}</code> },
  { name: 'State', show: ({ status }) => <Badge tone={TONES[status]}>{inWords(status)}</Badge> },
  { name: 'Answer', show: ({ lastStatusCode, lastError }) => lastStatusCode ?? lastError ?? '–' },
  { name: 'Tries', isNumber: true, show: ({ attempts }) => attempts },
];

export function Webhooks({ id }: BookProps) {
  const asked = useAsk(WEBHOOKS, { id });
  return (
    <div className="stack">
      <Shown asked={asked}>
        {({ account }) => (
          <Table
            caption="Endpoints"
            columns={ENDPOINT_COLUMNS}
            rows={account.webhookEndpoints}
            keyOf={(endpoint) => endpoint.id}
            empty="There is no endpoint."
          />
        )}
      </Shown>
      <Paged
        document={DELIVERIES}
        variables={{ id }}
        caption="Deliveries, newest first"
        columns={DELIVERY_COLUMNS}
        pick={({ account }) => account.webhookDeliveries}
        keyOf={({ eventId, url }) => `${eventId} ${url ?? ''}`}
        empty="Nothing was sent yet."
      />
    </div>
  );
}
