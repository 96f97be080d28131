// Try a model: what it costs before it runs, how far it is, what comes of it, and what was charged.
import { useState } from 'react';
import { useAsk } from '../../data/ask.ts';
import { Failed, Refusals, Shown } from '../../data/states.tsx';
import { useSettled } from '../../data/use-settled.ts';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { TextField } from '../../look/fields.tsx';
import { PageHeading } from '../../look/heading.tsx';
import { Notice } from '../../look/notice.tsx';
import { readSettings } from '../../settings.ts';
import { GenerationView } from '../generations/generation-view.tsx';
import { useLiveGeneration } from '../generations/use-generation.ts';
import { Batch } from './batch.tsx';
import { ESTIMATES } from './documents.ts';
import { ModelPicker } from './model-picker.tsx';
import { ParameterForm } from './parameter-form.tsx';
import { Price } from './price.tsx';
import { type Draft, useDraft } from './use-draft.ts';
import { useGenerate, type Wanted } from './use-generate.ts';

const { model: FIRST_MODEL = '' } = readSettings();

export function PlaygroundPage() {
  const draft = useDraft(FIRST_MODEL);
  const generate = useGenerate();
  const [batch, setBatch] = useState<readonly Wanted['input'][]>([]);
  return (
    <div className="stack">
      <PageHeading title="Playground">
        Nothing is charged before it is delivered, and never more than is shown.
      </PageHeading>
      <div className="split">
        <Card title="What to make">
          <DraftForm draft={draft} refusals={generate.refusals} />
        </Card>
        <Card title="What it costs">
          <Costs
            draft={draft}
            isPending={generate.isPending}
            onGenerate={(wanted) => void generate.start([wanted])}
            onBatch={(input) => {
              setBatch([...batch, input]);
            }}
          />
          <Refusals errors={generate.refusals} />
          {generate.problem === undefined ? null : (
            <Notice tone="bad" announced>
              {generate.problem}
            </Notice>
          )}
        </Card>
      </div>
      {batch.length === 0 ? null : (
        <Batch
          inputs={batch}
          isPending={generate.isPending}
          onRemove={(index) => {
            setBatch(batch.filter((_, at) => at !== index));
          }}
          onGenerate={async (wanted) => {
            const accepted = await generate.start(wanted);
            setBatch((before) => before.slice(accepted));
          }}
        />
      )}
      {generate.started.map((id) => (
        <Started key={id} id={id} />
      ))}
    </div>
  );
}

function DraftForm({
  draft,
  refusals,
}: {
  readonly draft: Draft;
  readonly refusals: ReturnType<typeof useGenerate>['refusals'];
}) {
  const [isPicking, setPicking] = useState(false);
  const { model } = draft;
  const ofParameters = new Map(
    refusals.flatMap(({ path, message }) =>
      path?.[0] === 'parameters' && path[1] !== undefined ? [[path[1], message]] : [],
    ),
  );
  return (
    <>
      <div className="spread">
        <div>
          {model === undefined ? 'No model is chosen.' : <strong>{model.name}</strong>}{' '}
          <span className="soft small">{model?.priceSummary}</span>
        </div>
        <Button
          small
          onPress={() => {
            setPicking(true);
          }}
        >
          Choose a model
        </Button>
      </div>
      <ModelPicker
        isOpen={isPicking}
        count={draft.count}
        prompt={draft.prompt}
        onPick={(identifier) => {
          draft.pick(identifier);
          setPicking(false);
        }}
        onClose={() => {
          setPicking(false);
        }}
      />
      <TextField
        label="Prompt"
        rows={4}
        value={draft.prompt}
        onChange={draft.setPrompt}
        placeholder="a lighthouse at dawn"
      />
      <TextField
        label="How many"
        inputMode="numeric"
        value={draft.countText}
        onChange={draft.setCountText}
        error={draft.countError}
      />
      {model === undefined ? null : (
        <ParameterForm
          schema={model.parameterSchema}
          values={draft.texts}
          refusals={ofParameters}
          onChange={draft.setText}
        />
      )}
    </>
  );
}

interface CostsProps {
  readonly draft: Draft;
  readonly isPending: boolean;
  onGenerate(wanted: Wanted): void;
  onBatch(input: Wanted['input']): void;
}

function Costs({ draft: { input }, isPending, onGenerate, onBatch }: CostsProps) {
  const settled = useSettled(input ?? null);
  const asked = useAsk(
    ESTIMATES,
    { inputs: settled === null ? [] : [settled] },
    { when: settled !== null, keep: true },
  );
  if (settled === null) return <p className="soft">Choose a model, and say how many.</p>;
  const estimate = asked.data?.estimates.estimates[0] ?? undefined;
  const isCurrent = JSON.stringify(input) === JSON.stringify(settled) && !asked.isPlaceholderData;
  const wanted = isCurrent && estimate !== undefined ? { input: settled, maxCost: estimate.maxCost } : undefined;
  return (
    <>
      {asked.error === null ? (
        <Shown asked={asked}>
          {({ estimates }) =>
            estimate === undefined ? null : <Price estimate={estimate} balance={estimates.balance} />
          }
        </Shown>
      ) : (
        <Failed error={asked.error} onAgain={() => void asked.refetch()} />
      )}
      <div className="row">
        <Button
          variant="primary"
          isPending={isPending}
          isDisabled={wanted === undefined}
          onPress={() => {
            if (wanted !== undefined) onGenerate(wanted);
          }}
        >
          Generate
        </Button>
        <Button
          isDisabled={wanted === undefined}
          onPress={() => {
            if (wanted !== undefined) onBatch(wanted.input);
          }}
        >
          Add to the batch
        </Button>
      </div>
    </>
  );
}

function Started({ id }: { readonly id: string }) {
  const asked = useLiveGeneration(id);
  return (
    <Card title="Started here">
      <Shown asked={asked}>{(generation) => <GenerationView generation={generation} />}</Shown>
    </Card>
  );
}
