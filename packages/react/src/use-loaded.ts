// One answer that is asked for anew whenever its question changes; what is stale is cancelled, and never shown as the new one.
import { useCallback, useEffect, useRef, useState } from 'react';
import { failed, type Loaded, loading, ready } from './loaded.ts';

export interface Question<Data> {
  /** The question as a text: the same text, the same question. Undefined: nothing is asked. */
  readonly key: string | undefined;
  /** Whom it is asked: another one, another answer. */
  readonly source: unknown;
  readonly ask: (signal: AbortSignal) => Promise<Data>;
  /** How long a question must stay the same before it is asked. */
  readonly delayMilliseconds?: number;
}

export type Reloadable<Data> = Loaded<Data> & { readonly reload: () => void };

export function useLoaded<Data>({ key, source, ask, delayMilliseconds = 0 }: Question<Data>): Reloadable<Data> {
  const [state, setState] = useState<Loaded<Data>>(loading());
  const [round, setRound] = useState(0);
  const asking = useRef(ask);
  useEffect(() => {
    asking.current = ask;
  });
  useEffect(() => {
    if (key === undefined) {
      setState(loading());
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const begin = (): void => {
      asking.current(signal).then(
        (data) => {
          if (!signal.aborted) setState(ready(data));
        },
        (error: unknown) => {
          if (!signal.aborted) setState((last) => failed(error, last.data));
        },
      );
    };
    setState((last) => loading(last.data));
    const timer = setTimeout(begin, delayMilliseconds);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, source, round, delayMilliseconds]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { ...state, reload };
}
