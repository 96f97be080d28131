// The generated client, made anew with each sign-in, and what every view asks through.

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createClient, type TollgateClient, TollgateError } from '@tollgate/client';
import { TollgateProvider } from '@tollgate/react';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { type Session, useSessions } from '../app/session.tsx';
import type { TypedDocumentString } from '../gql/graphql.ts';

const GatewayContext = createContext<TollgateClient | undefined>(undefined);

/** A key that was revoked or has expired signs out, wherever it is found. */
const SIGNED_OUT = new Set(['UNAUTHENTICATED']);
const FRESH_MILLISECONDS = 5_000;

export function GatewayProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const { signOut } = useSessions();
  const gateway = useMemo(
    () => createClient({ url: new URL('/graphql', location.href).href, credential: session.credential }),
    [session],
  );
  const queries = useMemo(() => {
    const onError = (error: Error): void => {
      if (error instanceof TollgateError && SIGNED_OUT.has(error.code)) signOut(error.message);
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        queries: {
          staleTime: FRESH_MILLISECONDS,
          // The client tries again by itself where that can help.
          retry: false,
        },
      },
    });
  }, [session, signOut]);
  useEffect(
    () => () => {
      gateway.close();
    },
    [gateway],
  );
  return (
    <GatewayContext value={gateway}>
      <TollgateProvider client={gateway}>
        <QueryClientProvider client={queries}>{children}</QueryClientProvider>
      </TollgateProvider>
    </GatewayContext>
  );
}

/** The client for documents whose variables are always given. */
export interface PlainGateway {
  request<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    options?: { readonly signal?: AbortSignal; readonly isRepeatable?: boolean },
  ): Promise<Data>;
  subscribe<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): AsyncIterable<Data>;
}

export function useGateway(): PlainGateway {
  const gateway = useContext(GatewayContext);
  if (gateway === undefined) throw new Error('no GatewayProvider');
  // The client lets variables be left out that a document does not require, which no generic function can say again.
  return gateway as unknown as PlainGateway;
}
