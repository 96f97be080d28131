// The operator's rooms are there for operators only. The gateway refuses the others by itself; here they find nothing to press.
import { Outlet } from 'react-router';
import { NotFound } from './not-found.tsx';
import { useViewer } from './viewer.ts';

export function OperatorDoor() {
  const viewer = useViewer();
  if (viewer === undefined) return null;
  return viewer.scopes.includes('OPERATOR') ? <Outlet /> : <NotFound />;
}
