import { type SyntheticEvent, useState } from 'react';
import { useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import { Button } from '../../look/button.tsx';
import { Card } from '../../look/card.tsx';
import { TextField } from '../../look/fields.tsx';
import { CONFIGURE_WARNINGS } from './documents.ts';

export function Warnings({ thresholds }: { readonly thresholds: readonly string[] }) {
  const [text, setText] = useState(thresholds.join(', '));
  const configure = useTell(CONFIGURE_WARNINGS);
  const done = configure.data?.configureWarnings;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    configure.mutate({ input: { thresholds: text.split(/[\s,]+/).filter((amount) => amount !== '') } });
  };
  return (
    <Card title="Warnings">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Warn when less than this is available"
          help="Credits; several with commas; empty: never"
          value={text}
          onChange={setText}
        />
        <Refusals errors={refusalsOf(configure.error, done?.userErrors)} />
        {done?.userErrors.length === 0 ? (
          <p role="status" className="small soft">
            Saved.
          </p>
        ) : null}
        <div>
          <Button type="submit" isPending={configure.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
