// Where events are sent, how that went, and how it is tried and sent again.
import { useState } from 'react';
import { useAsk, useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals, Shown } from '../../data/states.tsx';
import type { EndpointRowFragment } from '../../gql/graphql.ts';
import { counted } from '../../look/amount.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Notice } from '../../look/notice.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { CreateEndpoint } from './create-endpoint.tsx';
import { Deliveries } from './deliveries.tsx';
import { DELETE_ENDPOINT, ENDPOINTS, SEND_TEST, UPDATE_ENDPOINT } from './documents.ts';
import { RotateSecret } from './rotate-secret.tsx';

const LIVE_SECONDS = 5;

export function WebhooksPage() {
  const asked = useAsk(ENDPOINTS, {}, { everySeconds: LIVE_SECONDS });
  const [isCreating, setCreating] = useState(false);
  return (
    <div className="stack">
      <PageHeading
        title="Webhooks"
        action={
          <Button
            variant="primary"
            onPress={() => {
              setCreating(true);
            }}
          >
            Add an endpoint
          </Button>
        }
      />
      {isCreating ? (
        <CreateEndpoint
          onClose={() => {
            setCreating(false);
          }}
        />
      ) : null}
      <Card title="Endpoints">
        <Shown asked={asked}>{({ webhookEndpoints }) => <Endpoints endpoints={webhookEndpoints} />}</Shown>
      </Card>
      <Shown asked={asked}>{({ webhookEndpoints }) => <Deliveries endpoints={webhookEndpoints} />}</Shown>
      <RotateSecret />
    </div>
  );
}

function Endpoints({ endpoints }: { readonly endpoints: readonly EndpointRowFragment[] }) {
  const test = useTell(SEND_TEST);
  const columns: readonly Column<EndpointRowFragment>[] = [
    {
      name: 'Address',
      show: ({ url, description, format }) => (
        <>
          <code>{url}</code> <span className="small soft">{description}</span>{' '}
          {format === 'TOLLGATE' ? null : <Badge>{inWords(format)}</Badge>}
        </>
      ),
    },
    {
      name: 'Events',
      show: ({ eventTypes }) => (eventTypes === null ? 'All' : eventTypes.map(inWords).join(', ')),
    },
    {
      name: 'State',
      show: ({ status, disabledReason, failures }) => (
        <>
          <Badge tone={status === 'ENABLED' ? 'good' : 'bad'}>{inWords(status)}</Badge>{' '}
          <span className="small soft">
            {disabledReason === null
              ? failures === 0
                ? ''
                : `${counted(failures, 'failure')} in a row`
              : inWords(disabledReason)}
          </span>
        </>
      ),
    },
    {
      name: 'Actions',
      show: (endpoint) => (
        <EndpointActions
          endpoint={endpoint}
          onTest={() => {
            test.mutate({ input: { endpointId: endpoint.id } });
          }}
        />
      ),
    },
  ];
  return (
    <>
      <Table
        caption="Endpoints"
        columns={columns}
        rows={endpoints}
        keyOf={({ id }) => id}
        empty="Nobody is sent anything yet."
      />
      <Refusals errors={refusalsOf(test.error, test.data?.sendTestWebhook.userErrors)} />
      {test.data?.sendTestWebhook.eventId == null ? null : (
        <Notice tone="good" announced>
          A test event is on its way: see the deliveries below.
        </Notice>
      )}
    </>
  );
}

function EndpointActions({ endpoint, onTest }: { readonly endpoint: EndpointRowFragment; onTest(): void }) {
  const { id, url, status } = endpoint;
  const [isDeleting, setDeleting] = useState(false);
  const update = useTell(UPDATE_ENDPOINT);
  const remove = useTell(DELETE_ENDPOINT);
  const isEnabled = status === 'ENABLED';
  return (
    <div className="row">
      <Button small aria-label={`Send a test to ${url}`} isDisabled={!isEnabled} onPress={onTest}>
        Test
      </Button>
      <Button
        small
        aria-label={`${isEnabled ? 'Switch off' : 'Switch on'} ${url}`}
        isPending={update.isPending}
        onPress={() => {
          update.mutate({ input: { id, enabled: !isEnabled } });
        }}
      >
        {isEnabled ? 'Switch off' : 'Switch on'}
      </Button>
      <Button
        small
        variant="danger"
        aria-label={`Delete ${url}`}
        onPress={() => {
          setDeleting(true);
        }}
      >
        Delete
      </Button>
      <Dialog
        title="Delete this endpoint?"
        isOpen={isDeleting}
        onClose={() => {
          setDeleting(false);
        }}
      >
        <p>
          Nothing is sent to <code>{url}</code> any more. What waits for it is dropped.
        </p>
        <Refusals errors={refusalsOf(remove.error, remove.data?.deleteWebhookEndpoint.userErrors)} />
        <div className="row">
          <Button
            variant="danger"
            isPending={remove.isPending}
            onPress={() => {
              remove.mutate({ input: { id } });
            }}
          >
            Delete
          </Button>
          <Button
            onPress={() => {
              setDeleting(false);
            }}
          >
            Keep it
          </Button>
        </div>
      </Dialog>
      <Refusals errors={refusalsOf(update.error, update.data?.updateWebhookEndpoint.userErrors)} />
    </div>
  );
}
