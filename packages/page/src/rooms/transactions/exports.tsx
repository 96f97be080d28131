// Parts of the books as files to take home. A large one is made in the background; its state is asked until it is done.
import { useState } from 'react';
import { useAsk, useTell } from '../../data/ask.ts';
import { ownAddress } from '../../data/own-address.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import type { ExportForm, ExportKind } from '../../gql/graphql.ts';
import { counted } from '../../look/amount.ts';
import { Badge, inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { Select } from '../../look/fields.tsx';
import { CREATE_EXPORT, EXPORT } from './documents.ts';

const KINDS: readonly ExportKind[] = ['TRANSACTIONS', 'USAGE', 'REQUESTS', 'INVOICES'];
const FORMS: readonly ExportForm[] = ['CSV', 'NDJSON', 'FOCUS'];

export function Exports({ kinds = KINDS }: { readonly kinds?: readonly ExportKind[] }) {
  const [kind, setKind] = useState<ExportKind>(kinds[0] ?? 'TRANSACTIONS');
  const [form, setForm] = useState<ExportForm>('CSV');
  const create = useTell(CREATE_EXPORT);
  const made = create.data?.createExport;
  const forms = FORMS.filter((known) => known !== 'FOCUS' || kind === 'USAGE');
  return (
    <Card title="Export">
      <div className="grid">
        <Select
          label="What"
          value={kind}
          options={kinds.map((id) => ({ id, label: inWords(id) }))}
          onChange={(id) => {
            setKind(kinds.find((known) => known === id) ?? kind);
            setForm('CSV');
          }}
        />
        <Select
          label="Form"
          value={form}
          options={forms.map((id) => ({ id, label: id }))}
          onChange={(id) => {
            setForm(FORMS.find((known) => known === id) ?? form);
          }}
        />
      </div>
      <div className="row">
        <Button
          isPending={create.isPending}
          onPress={() => {
            create.mutate({ input: { kind, form } });
          }}
        >
          Export
        </Button>
        {made?.export == null ? null : <ExportState id={made.export.id} />}
      </div>
      <Refusals errors={refusalsOf(create.error, made?.userErrors)} />
    </Card>
  );
}

function ExportState({ id }: { readonly id: string }) {
  const asked = useAsk(EXPORT, { id }, { everySeconds: 1 });
  const found = asked.data?.export;
  if (found == null) return null;
  const { status, file, rows } = found;
  return (
    <span className="row" role="status">
      <Badge tone={status === 'DONE' ? 'good' : status === 'FAILED' ? 'bad' : 'live'}>{inWords(status)}</Badge>
      {file === null ? null : (
        <a href={ownAddress(file.url)} download>
          Save {rows === null ? '' : counted(rows, 'row')}
        </a>
      )}
    </span>
  );
}
