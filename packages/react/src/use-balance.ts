import type { Balance, TollgateClient } from '@tollgate/client';
import { useSyncExternalStore } from 'react';
import { failed, type Loaded, loading, ready } from './loaded.ts';
import { useTollgate } from './provider.ts';

/** One subscription for all components of one client, while there is one that shows it. */
interface BalanceStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => Loaded<Balance>;
}

const stores = new WeakMap<TollgateClient, BalanceStore>();
const LOADING = loading<Balance>();

/** The balance, live. */
export function useBalance(): Loaded<Balance> {
  const { subscribe, read } = storeOf(useTollgate());
  return useSyncExternalStore(subscribe, read, () => LOADING);
}

function storeOf(client: TollgateClient): BalanceStore {
  const known = stores.get(client);
  if (known !== undefined) return known;
  const store = createStore(client);
  stores.set(client, store);
  return store;
}

function createStore(client: TollgateClient): BalanceStore {
  const listeners = new Set<() => void>();
  let state = LOADING;
  let following: AbortController | undefined;

  const change = (next: Loaded<Balance>): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const follow = async (signal: AbortSignal): Promise<void> => {
    try {
      for await (const balance of client.followBalance({ signal })) change(ready(balance));
    } catch (error) {
      if (!signal.aborted) change(failed(error, state.data));
    }
  };

  return {
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      if (following === undefined) {
        following = new AbortController();
        if (state.status === 'failed') state = loading(state.data);
        void follow(following.signal);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        following?.abort();
        following = undefined;
      };
    },
  };
}
