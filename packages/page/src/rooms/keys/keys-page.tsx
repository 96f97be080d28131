// API keys: what each may do, what it has spent of its limit, and how it is changed, rotated and ended.
import { useState } from 'react';
import { useAsk, useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Refusals, Shown } from '../../data/states.tsx';
import type { KeyRowFragment } from '../../gql/graphql.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Credits } from '../../look/credits.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { TextField } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Moment } from '../../look/moment.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { CREATE_KEY, KEYS, ROTATE_KEY, UPDATE_KEY } from './documents.ts';
import { KeyForm, type KeyValues } from './key-form.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { Secret } from './secret.tsx';

type Action = 'change' | 'rotate' | 'revoke';

const LIVE_SECONDS = 5;

export function KeysPage() {
  const asked = useAsk(KEYS, {}, { everySeconds: LIVE_SECONDS });
  const [isCreating, setCreating] = useState(false);
  const mayWrite = asked.data?.viewer.scopes.includes('KEYS_WRITE') === true;
  return (
    <div className="stack">
      <PageHeading
        title="API keys"
        action={
          mayWrite ? (
            <Button
              variant="primary"
              onPress={() => {
                setCreating(true);
              }}
            >
              Create a key
            </Button>
          ) : null
        }
      />
      {isCreating ? (
        <CreateKey
          onClose={() => {
            setCreating(false);
          }}
        />
      ) : null}
      <Card title="Keys of this account">
        <Shown asked={asked} lines={6}>
          {(data) => <Keys data={data} mayWrite={mayWrite} />}
        </Shown>
      </Card>
    </div>
  );
}

function Keys({ data, mayWrite }: { readonly data: ResultOf<typeof KEYS>; readonly mayWrite: boolean }) {
  const [chosen, setChosen] = useState<{ readonly apiKey: KeyRowFragment; readonly action: Action }>();
  const close = (): void => {
    setChosen(undefined);
  };
  const columns: readonly Column<KeyRowFragment>[] = [
    {
      name: 'Key',
      show: ({ id, name, prefix }) => (
        <>
          {name} <code>{prefix}…</code> {id === data.viewer.apiKeyId ? <Badge tone="live">Signed in</Badge> : null}
        </>
      ),
    },
    { name: 'May', show: ({ preset, scopes }) => (preset === null ? scopes.map(inWords).join(', ') : inWords(preset)) },
    { name: 'Limit', show: ({ spending }) => <Limit spending={spending} /> },
    { name: 'Last used', show: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
    { name: 'State', show: (apiKey) => <State apiKey={apiKey} /> },
    {
      name: 'Actions',
      show: (apiKey) =>
        mayWrite && apiKey.revokedAt === null ? (
          <Actions
            name={apiKey.name}
            onChoose={(action) => {
              setChosen({ apiKey, action });
            }}
          />
        ) : null,
    },
  ];
  return (
    <>
      <Table caption="API keys" columns={columns} rows={data.apiKeys} keyOf={({ id }) => id} />
      {chosen?.action === 'revoke' ? <RevokeDialog apiKey={chosen.apiKey} isOpen onClose={close} /> : null}
      {chosen?.action === 'rotate' ? <RotateDialog apiKey={chosen.apiKey} onClose={close} /> : null}
      {chosen?.action === 'change' ? <ChangeDialog apiKey={chosen.apiKey} onClose={close} /> : null}
    </>
  );
}

function Actions({ name, onChoose }: { readonly name: string; onChoose(action: Action): void }) {
  const actions = [
    ['change', 'Change'],
    ['rotate', 'Rotate'],
    ['revoke', 'Revoke'],
  ] as const;
  return (
    <span className="row">
      {actions.map(([action, label]) => (
        <Button
          key={action}
          small
          aria-label={`${label} ${name}`}
          onPress={() => {
            onChoose(action);
          }}
        >
          {label}
        </Button>
      ))}
    </span>
  );
}

function Limit({ spending }: Pick<KeyRowFragment, 'spending'>) {
  const { limit, period, remaining, resetsAt } = spending;
  if (limit === null) return <span className="soft">None</span>;
  return (
    <>
      <Credits value={remaining} /> of <Credits value={limit} /> left this {period.toLowerCase()}
      <br />
      <span className="small soft">
        resets <Moment at={resetsAt} />
      </span>
    </>
  );
}

function State({ apiKey: { revokedAt, expiresAt, replacedSecrets } }: { readonly apiKey: KeyRowFragment }) {
  if (revokedAt !== null) return <Badge tone="bad">Revoked</Badge>;
  if (expiresAt !== null && new Date(expiresAt) <= new Date()) return <Badge tone="bad">Expired</Badge>;
  return (
    <>
      <Badge tone="good">Works</Badge>
      {expiresAt === null ? null : (
        <span className="small soft">
          {' '}
          until <Moment at={expiresAt} dayOnly />
        </span>
      )}
      {replacedSecrets.map(({ prefix, worksUntil }) => (
        <div key={prefix} className="small soft">
          <code>{prefix}…</code> works until <Moment at={worksUntil} />
        </div>
      ))}
    </>
  );
}

const NEW_KEY: KeyValues = {
  name: '',
  preset: 'GENERATE_ONLY',
  spendingLimit: null,
  allowedIps: [],
  expiresAt: null,
};

function CreateKey({ onClose }: Pick<KeyDialogProps, 'onClose'>) {
  const create = useTell(CREATE_KEY);
  const made = create.data?.createApiKey;
  const secret = made?.secret ?? null;
  return (
    <Dialog title="Create a key" isOpen isShownOnce={secret !== null} onClose={onClose}>
      {secret === null ? (
        <KeyForm
          initial={NEW_KEY}
          submitLabel="Create"
          isPending={create.isPending}
          errors={refusalsOf(create.error, made?.userErrors)}
          onSubmit={({ preset = 'GENERATE_ONLY', ...values }) => {
            create.mutate({ input: { ...values, preset } });
          }}
        />
      ) : (
        <Secret secret={secret} what="the new key" />
      )}
    </Dialog>
  );
}

interface KeyDialogProps {
  readonly apiKey: KeyRowFragment;
  onClose(): void;
}

function ChangeDialog({ apiKey, onClose }: KeyDialogProps) {
  const update = useTell(UPDATE_KEY);
  const errors = refusalsOf(update.error, update.data?.updateApiKey.userErrors);
  const { id, name, preset, spending, allowedIps, expiresAt } = apiKey;
  const submit = async ({ preset: wanted, ...values }: KeyValues): Promise<void> => {
    const input = { id, ...values, ...(wanted === undefined ? {} : { preset: wanted }) };
    const answer = await update.tell({ input });
    if (answer?.updateApiKey.userErrors.length === 0) onClose();
  };
  const spendingLimit = spending.limit === null ? null : { amount: spending.limit, period: spending.period };
  return (
    <Dialog title={`Change ${name}`} isOpen onClose={onClose}>
      <KeyForm
        initial={{ name, preset: preset ?? undefined, spendingLimit, allowedIps, expiresAt }}
        submitLabel="Save"
        isPending={update.isPending}
        errors={errors}
        onSubmit={(values) => void submit(values)}
      />
    </Dialog>
  );
}

function RotateDialog({ apiKey: { id, name }, onClose }: KeyDialogProps) {
  const [hours, setHours] = useState('24');
  const rotate = useTell(ROTATE_KEY);
  const done = rotate.data?.rotateApiKey;
  return (
    <Dialog title={`Rotate ${name}`} isOpen isShownOnce={done?.secret != null} onClose={onClose}>
      {done?.secret == null ? (
        <>
          <TextField
            label="Hours that the old secret still works"
            inputMode="numeric"
            value={hours}
            onChange={setHours}
            help="1 to 168"
          />
          <Refusals errors={refusalsOf(rotate.error, done?.userErrors)} />
          <div>
            <Button
              variant="primary"
              isPending={rotate.isPending}
              onPress={() => {
                rotate.mutate({ input: { id, graceHours: Number(hours) } });
              }}
            >
              Make a new secret
            </Button>
          </div>
        </>
      ) : (
        <>
          <Secret secret={done.secret} what={name} />
          <p>
            The old one works until <Moment at={done.previousSecretWorksUntil} />.
          </p>
        </>
      )}
    </Dialog>
  );
}
