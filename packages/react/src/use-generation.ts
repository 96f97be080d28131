import type { Generation } from '@tollgate/client';
import { useEffect, useState } from 'react';
import { failed, type Loaded, loading, ready } from './loaded.ts';
import { useTollgate } from './provider.ts';

/** A generation, live until it has ended. Undefined: nothing is followed. */
export function useGeneration(id: string | undefined): Loaded<Generation> {
  const client = useTollgate();
  const [state, setState] = useState<Loaded<Generation>>(loading());
  useEffect(() => {
    setState(loading());
    if (id === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async (): Promise<void> => {
      try {
        for await (const { generation } of client.followGeneration(id, { signal })) setState(ready(generation));
      } catch (error) {
        if (!signal.aborted) setState((last) => failed(error, last.data));
      }
    };
    void follow();
    return () => controller.abort();
  }, [client, id]);
  return state;
}
