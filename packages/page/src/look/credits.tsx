import { Fragment } from 'react';
import { groupDigits, signed } from './amount.ts';

export interface CreditsProps {
  readonly value: string | null | undefined;
  /** With a plus for what came in. */
  readonly signed?: boolean;
  /** With the word behind it. */
  readonly unit?: boolean;
}

export function Credits({ value, signed: withSign = false, unit = false }: CreditsProps) {
  if (value === null || value === undefined) return <span className="soft">–</span>;
  const text = withSign ? signed(value) : groupDigits(value);
  return (
    <span className="amount">
      <Breakable text={text} />
      {unit ? ' credits' : ''}
    </span>
  );
}

/** Where there is no room for all of it, it breaks between groups of digits, never within one. */
function Breakable({ text }: { readonly text: string }) {
  const [first = '', ...groups] = text.split(/(?<=,)|(?=\.)/);
  return (
    <>
      {first}
      {groups.map((group, place) => (
        <Fragment key={place}>
          <wbr />
          {group}
        </Fragment>
      ))}
    </>
  );
}
