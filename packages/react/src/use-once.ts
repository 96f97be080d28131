// Something that costs: done once for each time it is meant, however often a button is pressed and an answer is lost.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from './loaded.ts';

/** Told apart by `status`. */
export type Doing<Answer> =
  | { readonly status: 'idle'; readonly answer: undefined; readonly error: undefined }
  | { readonly status: 'asking'; readonly answer: undefined; readonly error: undefined }
  | { readonly status: 'answered'; readonly answer: Answer; readonly error: undefined }
  | { readonly status: 'failed'; readonly answer: undefined; readonly error: Error };

export interface Once<Request, Answer> {
  readonly state: Doing<Answer>;
  /** While the same is asked already, this is that. Rejects with TollgateError when no answer came. */
  readonly run: (request: Request) => Promise<Answer>;
  readonly reset: () => void;
}

interface Pending<Answer> {
  readonly what: string;
  readonly idempotencyKey: string;
  readonly answer: Promise<Answer> | undefined;
}

const IDLE = { status: 'idle', answer: undefined, error: undefined } as const;

export function useOnce<Request extends { readonly idempotencyKey?: string | undefined }, Answer>(
  send: (request: Request) => Promise<Answer>,
): Once<Request, Answer> {
  const [state, setState] = useState<Doing<Answer>>(IDLE);
  const pending = useRef<Pending<Answer> | undefined>(undefined);
  const sending = useRef(send);
  const mounted = useMounted();
  useEffect(() => {
    sending.current = send;
  });

  const run = useCallback(
    async (request: Request): Promise<Answer> => {
      const before = sameAsBefore(pending.current, request);
      if (before?.answer !== undefined) return before.answer;
      // After an answer that never came nobody knows whether it was done: the same request again has the same key.
      const idempotencyKey = request.idempotencyKey ?? before?.idempotencyKey ?? crypto.randomUUID();
      const answer = sending.current({ ...request, idempotencyKey });
      const mine: Pending<Answer> = { what: JSON.stringify(request), idempotencyKey, answer };
      pending.current = mine;
      const end = (next: Doing<Answer>, left: Pending<Answer> | undefined): void => {
        if (pending.current !== mine) return;
        pending.current = left;
        if (mounted.current) setState(next);
      };
      setState({ status: 'asking', answer: undefined, error: undefined });
      try {
        const answered = await answer;
        end({ status: 'answered', answer: answered, error: undefined }, undefined);
        return answered;
      } catch (error) {
        end({ status: 'failed', answer: undefined, error: asError(error) }, { ...mine, answer: undefined });
        throw error;
      }
    },
    [mounted],
  );
  const reset = useCallback(() => {
    pending.current = undefined;
    setState(IDLE);
  }, []);
  return { state, run, reset };
}

function sameAsBefore<Answer>(before: Pending<Answer> | undefined, request: unknown): Pending<Answer> | undefined {
  return before?.what === JSON.stringify(request) ? before : undefined;
}

function useMounted(): { readonly current: boolean } {
  const mounted = useRef(false);
  useEffect(() => {
    // Set here, not above: StrictMode takes it down and puts it up again.
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  return mounted;
}
