// Models by price, for what is asked now, to pick one of them.
import { useDeferredValue, useState } from 'react';
import { useAskPages } from '../../data/ask.ts';
import type { ResultOf } from '../../data/result-of.ts';
import { Shown } from '../../data/states.tsx';
import type { ModelKind } from '../../gql/graphql.ts';
import { inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Credits } from '../../look/credits.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Select, TextField } from '../../look/fields.tsx';
import { More } from '../../look/more.tsx';
import { type Column, Table } from '../../look/table.tsx';
import { COMPARED_MODELS } from './documents.ts';

type Compared = ResultOf<typeof COMPARED_MODELS>['models']['nodes'][number];

const KINDS: readonly ModelKind[] = ['IMAGE', 'VIDEO', 'VOICE', 'MUSIC', 'SOUND'];

export interface ModelPickerProps {
  readonly isOpen: boolean;
  readonly count: number;
  readonly prompt: string;
  onPick(identifier: string): void;
  onClose(): void;
}

export function ModelPicker({ isOpen, count, prompt, onPick, onClose }: ModelPickerProps) {
  return (
    <Dialog title="Choose a model" isOpen={isOpen} onClose={onClose}>
      <Choices count={count} prompt={prompt} onPick={onPick} />
    </Dialog>
  );
}

function Choices({ count, prompt, onPick }: Pick<ModelPickerProps, 'count' | 'prompt' | 'onPick'>) {
  const [kind, setKind] = useState<ModelKind>('IMAGE');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const where = { kind: [kind], available: true, ...(search === '' ? {} : { search }) };
  const asked = useAskPages(
    COMPARED_MODELS,
    { where, count, prompt: prompt === '' ? null : prompt },
    { pick: ({ models }) => models },
  );
  const columns: readonly Column<Compared>[] = [
    {
      name: 'Model',
      show: ({ identifier, name }) => (
        <>
          {name} <span className="soft small mono">{identifier}</span>
        </>
      ),
    },
    { name: 'Price', show: ({ priceSummary }) => priceSummary },
    {
      name: `For ${count}`,
      isNumber: true,
      show: ({ estimate }) => <Credits value={estimate?.totalCost} />,
    },
    {
      name: 'Choose',
      show: ({ identifier, name }) => (
        <Button
          small
          aria-label={`Choose ${name}`}
          onPress={() => {
            onPick(identifier);
          }}
        >
          Choose
        </Button>
      ),
    },
  ];
  return (
    <>
      <div className="grid">
        <Select
          label="Kind"
          value={kind}
          options={KINDS.map((id) => ({ id, label: inWords(id) }))}
          onChange={(id) => {
            setKind(KINDS.find((known) => known === id) ?? kind);
          }}
        />
        <TextField label="Search" type="search" value={typed} onChange={setTyped} />
      </div>
      <Shown asked={asked}>
        {({ pages }) => (
          <Table
            caption="Models, cheapest first"
            columns={columns}
            rows={pages.flatMap(({ models }) => models.nodes)}
            keyOf={({ identifier }) => identifier}
            empty="No model of this kind has such a name."
          />
        )}
      </Shown>
      <More pages={asked} />
    </>
  );
}
