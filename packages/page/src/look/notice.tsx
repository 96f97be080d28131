import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

export interface NoticeProps {
  readonly tone?: Tone;
  readonly children: ReactNode;
  /** What can be done about it. */
  readonly action?: ReactNode;
  /** Read out as soon as it appears: for what answers to an action. */
  readonly announced?: boolean;
}

export function Notice({ tone = 'plain', children, action, announced = false }: NoticeProps) {
  const role = announced ? { role: tone === 'bad' ? 'alert' : 'status' } : {};
  return (
    <div className="notice" data-tone={tone} {...role}>
      <div>{children}</div>
      {action}
    </div>
  );
}
