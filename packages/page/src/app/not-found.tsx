import { Link } from 'react-router';
import { PageHeading } from '../look/heading.tsx';

export function NotFound() {
  return (
    <div className="stack">
      <PageHeading title="There is nothing here">The address leads nowhere on this page.</PageHeading>
      <Link to="/">Overview</Link>
    </div>
  );
}
