import { type SyntheticEvent, useState } from 'react';
import { useTell } from '../../data/ask.ts';
import { refusalOf, refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import type {
  CreateWebhookEndpointMutation,
  CreateWebhookEndpointMutationVariables,
  WebhookEventType,
  WebhookFormat,
} from '../../gql/graphql.ts';
import { inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Checkbox, Select, TextField } from '../../look/fields.tsx';
import { Secret } from '../keys/secret.tsx';
import { CREATE_ENDPOINT } from './documents.ts';

const EVENT_TYPES: readonly WebhookEventType[] = [
  'GENERATION_STARTED',
  'GENERATION_COMPLETED',
  'GENERATION_FAILED',
  'GENERATION_CANCELED',
  'CREDITS_LOW_BALANCE',
  'CREDITS_EXPIRING',
  'PURCHASE_PAID',
  'PURCHASE_REFUNDED',
  'PURCHASE_DISPUTED',
  'AUTO_TOP_UP_SUCCEEDED',
  'AUTO_TOP_UP_FAILED',
  'AUTO_TOP_UP_CAP_REACHED',
  'INVOICE_ISSUED',
  'INVOICE_PAID',
  'INVOICE_OVERDUE',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_REINSTATED',
  'ANOMALY_DETECTED',
];

type Made = CreateWebhookEndpointMutation;
type MadeOf = CreateWebhookEndpointMutationVariables;

const FORMATS: readonly (readonly [WebhookFormat, string])[] = [
  ['TOLLGATE', 'Tollgate (Standard Webhooks)'],
  ['BABYSEA', 'BabySea'],
  ['LUMENFALL', 'Lumenfall'],
  ['CHEAPAI', 'CheapAI'],
];

export function CreateEndpoint({ onClose }: { onClose(): void }) {
  const create = useTell(CREATE_ENDPOINT);
  const made = create.data?.createWebhookEndpoint;
  const secret = made?.secret ?? null;
  return (
    <Dialog title="Add an endpoint" isOpen isShownOnce={secret !== null} onClose={onClose}>
      {secret === null ? null : <Secret secret={secret} what="your webhooks" />}
      {secret === null && made?.endpoint != null ? (
        <p role="status">The endpoint was added. Its secret is the account's, as before.</p>
      ) : null}
      {made?.endpoint == null ? <EndpointForm create={create} /> : null}
    </Dialog>
  );
}

function EndpointForm({ create }: { readonly create: ReturnType<typeof useTell<Made, MadeOf>> }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<readonly WebhookEventType[]>([]);
  const [format, setFormat] = useState<WebhookFormat>('TOLLGATE');
  const refusals = refusalsOf(create.error, create.data?.createWebhookEndpoint.userErrors);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    create.mutate({
      input: {
        url: url.trim(),
        format,
        ...(description.trim() === '' ? {} : { description: description.trim() }),
        ...(types.length === 0 ? {} : { eventTypes: [...types] }),
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <TextField
        label="Address"
        help="https, on a public host"
        inputMode="url"
        value={url}
        onChange={setUrl}
        error={refusalOf(refusals, 'url')}
        isRequired
      />
      <TextField label="Description" value={description} onChange={setDescription} />
      <Select
        label="Format"
        help="For receivers that were made for another system"
        value={format}
        options={FORMATS.map(([id, label]) => ({ id, label }))}
        onChange={(id) => {
          setFormat(FORMATS.find(([known]) => known === id)?.[0] ?? format);
        }}
      />
      <fieldset className="stack-tight">
        <legend className="field-label">Events (none chosen: all)</legend>
        {EVENT_TYPES.map((type) => (
          <Checkbox
            key={type}
            isSelected={types.includes(type)}
            onChange={(selected) => {
              setTypes(selected ? [...types, type] : types.filter((known) => known !== type));
            }}
          >
            {inWords(type)}
          </Checkbox>
        ))}
      </fieldset>
      <Refusals errors={refusals} fields={['url']} />
      <div>
        <Button type="submit" variant="primary" isPending={create.isPending}>
          Add
        </Button>
      </div>
    </form>
  );
}
