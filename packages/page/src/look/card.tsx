import { type ReactNode, useId } from 'react';

export interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Beside the title. */
  readonly action?: ReactNode;
}

export function Card({ title, children, action }: CardProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="spread">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Figure({
  label,
  children,
  below,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly below?: ReactNode;
}) {
  return (
    <div className="card">
      <div className="figure-label">{label}</div>
      <div className="figure-value">{children}</div>
      {below === undefined ? null : <div className="small soft">{below}</div>}
    </div>
  );
}
