// Who is signed in, for this tab only: an API key or a client token in the tab's own storage, gone when the tab closes.
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export interface Session {
  readonly credential: string;
  /** Changes with each sign-in: nothing that was read for another one is shown again. */
  readonly number: number;
}

interface Sessions {
  readonly session: Session | undefined;
  /** Why the last one ended, when nobody asked for it. */
  readonly ended: string | undefined;
  signIn(credential: string): void;
  signOut(reason?: string): void;
}

const STORED = 'tollgate.credential';
const SessionContext = createContext<Sessions | undefined>(undefined);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [{ session, ended }, setState] = useState(() => ({
    session: recalled(),
    ended: undefined as string | undefined,
  }));
  const signIn = useCallback((credential: string) => {
    sessionStorage.setItem(STORED, credential);
    setState((before) => ({ session: { credential, number: (before.session?.number ?? 0) + 1 }, ended: undefined }));
  }, []);
  const signOut = useCallback((reason?: string) => {
    // Nothing of this account stays in the tab.
    sessionStorage.clear();
    setState({ session: undefined, ended: reason });
  }, []);
  const value = useMemo(() => ({ session, ended, signIn, signOut }), [session, ended, signIn, signOut]);
  return <SessionContext value={value}>{children}</SessionContext>;
}

function recalled(): Session | undefined {
  const credential = sessionStorage.getItem(STORED);
  return credential === null ? undefined : { credential, number: 1 };
}

export function useSessions(): Sessions {
  const sessions = useContext(SessionContext);
  if (sessions === undefined) throw new Error('no SessionProvider');
  return sessions;
}
