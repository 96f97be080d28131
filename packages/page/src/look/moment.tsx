// Times as this reader's clock shows them; the exact one is in the element and its title.

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export interface MomentProps {
  readonly at: string | null | undefined;
  readonly dayOnly?: boolean;
  /** "in 3 days", with the day behind it. */
  readonly relative?: boolean;
}

export function Moment({ at, dayOnly = false, relative = false }: MomentProps) {
  if (at === null || at === undefined) return <span className="soft">–</span>;
  const date = new Date(at);
  const text = (dayOnly ? DAY : SHORT).format(date);
  return (
    <time dateTime={at} title={date.toISOString()}>
      {relative ? `${distance(date, new Date())} (${text})` : text}
    </time>
  );
}

function distance(date: Date, now: Date): string {
  const milliseconds = date.getTime() - now.getTime();
  const [unit, size] = STEPS.find(([, step]) => Math.abs(milliseconds) >= step) ?? ['second', 1_000];
  return RELATIVE.format(Math.trunc(milliseconds / size), unit);
}
