// The way in: an API key or a client token, or the demo account on one's own machine.
import { createClient, TollgateError } from '@tollgate/client';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { Button } from '../look/button.tsx';
import { TextField } from '../look/fields.tsx';
import { Notice } from '../look/notice.tsx';
import { readSettings } from '../settings.ts';
import { VIEWER } from './documents.ts';
import { Logo } from './logo.tsx';
import { useSessions } from './session.tsx';
import { applyStoredTheme } from './theme-switch.tsx';
import './shell.css';

const { demoApiKey } = readSettings();

export function SignIn() {
  const { ended, signIn } = useSessions();
  const [credential, setCredential] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isPending, setPending] = useState(false);
  useEffect(() => {
    applyStoredTheme();
    document.title = 'Sign in · Tollgate';
  }, []);

  const enter = async (secret: string): Promise<void> => {
    setPending(true);
    const refused = await refusalOf(secret);
    setPending(false);
    setProblem(refused);
    if (refused === undefined) signIn(secret);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const secret = credential.trim();
    if (secret === '') setProblem('An API key or a client token is needed.');
    else void enter(secret);
  };
  return (
    <div className="sign-in">
      <main className="card">
        <div className="brand">
          <Logo />
          Tollgate
        </div>
        <h1>Sign in</h1>
        {ended === undefined ? null : (
          <Notice tone="warn" announced>
            {ended}
          </Notice>
        )}
        <form className="stack" onSubmit={submit} noValidate>
          <TextField
            label="API key or client token"
            help="Kept for this tab only, and forgotten when it closes."
            type="password"
            autoComplete="off"
            value={credential}
            onChange={setCredential}
            error={problem}
          />
          <Button type="submit" variant="primary" isPending={isPending}>
            Sign in
          </Button>
        </form>
        {demoApiKey === undefined ? null : (
          <Button
            isDisabled={isPending}
            onPress={() => {
              void enter(demoApiKey);
            }}
          >
            Open the demo account
          </Button>
        )}
      </main>
    </div>
  );
}

/** Why this secret does not let in; undefined: it does. */
async function refusalOf(credential: string): Promise<string | undefined> {
  const client = createClient({ url: new URL('/graphql', location.href).href, credential });
  try {
    await client.request(VIEWER, {});
    return undefined;
  } catch (error) {
    if (error instanceof TollgateError) return error.message;
    throw error;
  } finally {
    client.close();
  }
}
