// What a view shows while it waits, and when it cannot be had.
import { TollgateError } from '@tollgate/client';
import type { ReactNode } from 'react';
import { Button } from '../look/button.tsx';
import { Notice } from '../look/notice.tsx';
import type { Refusal } from './refusals.ts';

interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  refetch(): unknown;
}

export interface ShownProps<Data> {
  readonly asked: Asked<Data>;
  children(data: Data): ReactNode;
  /** How many lines stand in while it waits. */
  readonly lines?: number;
}

/** The answer, or why there is none with a button to ask again. */
export function Shown<Data>({ asked, children, lines = 3 }: ShownProps<Data>) {
  const { data, error, refetch } = asked;
  if (data !== undefined) return <>{children(data)}</>;
  if (error !== null) return <Failed error={error} onAgain={() => void refetch()} />;
  return (
    <div className="stack-tight" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" />
      ))}
    </div>
  );
}

export function Failed({ error, onAgain }: { readonly error: Error; onAgain(): void }) {
  const requestId = error instanceof TollgateError ? error.requestId : undefined;
  return (
    <Notice
      tone="bad"
      announced
      action={
        <Button small onPress={onAgain}>
          Try again
        </Button>
      }
    >
      {error.message}
      {requestId === undefined ? null : (
        <>
          {' '}
          <span className="soft small">
            Request <code>{requestId}</code>
          </span>
        </>
      )}
    </Notice>
  );
}

export interface RefusalsProps {
  readonly errors: readonly Refusal[];
  /** Those of these fields stand there already. */
  readonly fields?: readonly string[];
}

export function Refusals({ errors, fields = [] }: RefusalsProps) {
  const others = errors.filter(({ path }) => !fields.includes(path?.[0] ?? ''));
  if (others.length === 0) return null;
  return (
    <Notice tone="bad" announced>
      {others.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </Notice>
  );
}
