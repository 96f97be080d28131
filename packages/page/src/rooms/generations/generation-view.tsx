// One generation: how far it is, what came of it, who did the work, and what it cost.
import { useState } from 'react';
import { useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import type { GenerationViewFragment } from '../../gql/graphql.ts';
import { inWords } from '../../look/badge.tsx';
import { Button } from '../../look/button.tsx';
import { Credits } from '../../look/credits.tsx';
import { Moment } from '../../look/moment.tsx';
import { Notice } from '../../look/notice.tsx';
import { CANCEL } from './documents.ts';
import { Media } from './media.tsx';
import { Receipt } from './receipt.tsx';
import { hasEnded, StatusBadge } from './status.tsx';

export function GenerationView({ generation }: { readonly generation: GenerationViewFragment }) {
  const { id, status, prompt, model, outputs, error, review } = generation;
  const [showsReceipt, setShowsReceipt] = useState(false);
  return (
    <div className="stack">
      <div className="spread">
        <div className="row" aria-live="polite">
          <StatusBadge status={status} />
          <span>{model.name}</span>
          <span className="soft small">
            {generation.cost === null ? (
              <>
                at most <Credits value={generation.costEstimate} unit />, estimated
              </>
            ) : (
              <>
                charged <Credits value={generation.cost} unit />
              </>
            )}
          </span>
        </div>
        {hasEnded(status) ? null : <CancelButton id={id} />}
      </div>
      {prompt === null ? null : <p>{prompt}</p>}
      {error === null ? null : (
        <Notice tone="bad">
          {error.message} {generation.cost === '0' ? 'Nothing was charged.' : null}
        </Notice>
      )}
      {review === null ? null : (
        <Notice tone="warn">
          Its cost of <Credits value={review.effective} /> is above the estimate of <Credits value={review.estimate} />{' '}
          and waits for a decision since <Moment at={review.heldAt} />.
        </Notice>
      )}
      {outputs.length === 0 ? null : <Media outputs={outputs} prompt={prompt} />}
      {generation.billedAt === null ? null : (
        <div className="stack-tight">
          <div>
            <Button
              small
              aria-expanded={showsReceipt}
              onPress={() => {
                setShowsReceipt(!showsReceipt);
              }}
            >
              Receipt
            </Button>
          </div>
          {showsReceipt ? <Receipt id={id} /> : null}
        </div>
      )}
    </div>
  );
}

function CancelButton({ id }: { readonly id: string }) {
  const cancel = useTell(CANCEL);
  return (
    <div className="row">
      <Refusals errors={refusalsOf(cancel.error, cancel.data?.cancelGeneration.userErrors)} />
      <Button
        small
        variant="danger"
        isPending={cancel.isPending}
        onPress={() => {
          cancel.mutate({ input: { id } });
        }}
      >
        Cancel
      </Button>
    </div>
  );
}

export function GenerationFacts({ generation }: { readonly generation: GenerationViewFragment }) {
  const { metadata, parameters } = generation;
  return (
    <dl className="facts">
      <dt>Id</dt>
      <dd>
        <code>{generation.id}</code>
      </dd>
      <dt>Model</dt>
      <dd>
        <code>{generation.model.identifier}</code>
      </dd>
      <dt>Outputs asked</dt>
      <dd>{generation.count}</dd>
      <dt>Accepted</dt>
      <dd>
        <Moment at={generation.createdAt} />
      </dd>
      <dt>Started</dt>
      <dd>
        <Moment at={generation.startedAt} />
      </dd>
      <dt>Ended</dt>
      <dd>
        <Moment at={generation.endedAt} />
      </dd>
      <dt>Billed</dt>
      <dd>
        <Moment at={generation.billedAt} />
      </dd>
      <dt>Provider</dt>
      <dd>{metadata.providerName ?? metadata.provider ?? '–'}</dd>
      <dt>Attempts</dt>
      <dd>
        {listed(metadata.attempts.map(({ provider, status }) => `${provider}: ${inWords(status).toLowerCase()}`))}
      </dd>
      <dt>Parameters</dt>
      <dd>
        <code>{JSON.stringify(parameters)}</code>
      </dd>
      <dt>Tags</dt>
      <dd>{listed(generation.tags)}</dd>
      <dt>Metadata</dt>
      <dd>
        <code>{JSON.stringify(generation.requestMetadata)}</code>
      </dd>
    </dl>
  );
}

const listed = (texts: readonly string[]): string => (texts.length === 0 ? '–' : texts.join(', '));
