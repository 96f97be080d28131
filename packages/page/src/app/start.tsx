// Where one arrives: the account's overview, or the first room that this key can use.
import { Navigate } from 'react-router';
import { useAsk } from '../data/ask.ts';
import { Failed } from '../data/states.tsx';
import { OverviewPage } from '../rooms/overview/overview-page.tsx';
import { VIEWER } from './documents.ts';
import { roomsOf } from './rooms-of.ts';

export function Start() {
  const { data, error, refetch } = useAsk(VIEWER, {});
  if (error !== null && data === undefined) return <Failed error={error} onAgain={() => void refetch()} />;
  if (data === undefined) return null;
  const first = roomsOf(data.viewer.scopes)[0]?.rooms[0]?.path ?? '/';
  return first === '/' ? <OverviewPage /> : <Navigate to={first} replace />;
}
