import { RouterProvider } from 'react-router/dom';
import { GatewayProvider } from '../data/gateway.tsx';
import { createRoutes } from './routes.tsx';
import { SessionProvider, useSessions } from './session.tsx';
import { SignIn } from './sign-in.tsx';

const router = createRoutes();

export function App() {
  return (
    <SessionProvider>
      <Door />
    </SessionProvider>
  );
}

function Door() {
  const { session } = useSessions();
  if (session === undefined) return <SignIn />;
  return (
    <GatewayProvider key={session.number} session={session}>
      <RouterProvider router={router} />
    </GatewayProvider>
  );
}
