// Which client the hooks below it ask.
import type { TollgateClient } from '@tollgate/client';
import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';

const ClientContext = createContext<TollgateClient | undefined>(undefined);

export interface TollgateProviderProps {
  /** Made once, outside of any component: `createClient({ url, credential })`. Whoever made it closes it. */
  readonly client: TollgateClient;
  readonly children?: ReactNode;
}

export function TollgateProvider({ client, children }: TollgateProviderProps): ReactElement {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client itself, for whatever has no hook. Throws outside of a TollgateProvider. */
export function useTollgate(): TollgateClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('There is no <TollgateProvider client={…}> above this component.');
  return client;
}
