import { type ReactNode, useEffect } from 'react';

export interface PageHeadingProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** The page's only `h1`, and the tab's title. */
export function PageHeading({ title, children, action }: PageHeadingProps) {
  useEffect(() => {
    document.title = `${title} · Tollgate`;
  }, [title]);
  return (
    <header className="spread">
      <div className="stack-tight">
        <h1>{title}</h1>
        {children === undefined ? null : <p className="soft">{children}</p>}
      </div>
      {action === undefined ? null : <div className="row">{action}</div>}
    </header>
  );
}
