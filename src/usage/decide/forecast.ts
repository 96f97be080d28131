// When the credits run out if they are spent on at the pace of the last days, and what of them expires before it is spent. Pure; as lots
// burn: the first that can be spent, until it is empty, ends, or one begins that comes before it.
import { type MicroCredits, microCredits, subtract, sum, ZERO } from '../../money/index.ts';

export interface ForecastLot {
  readonly number: number;
  readonly remaining: MicroCredits;
  readonly effectiveAt: Date;
  /** Undefined when it never expires. */
  readonly usableUntil: Date | undefined;
}

export interface ForecastFacts {
  readonly now: Date;
  /** What was spent in so many milliseconds: the pace. */
  readonly spent: MicroCredits;
  readonly milliseconds: number;
  /** What can be reserved now, with what is left of a credit line. */
  readonly available: MicroCredits;
  /** In the order in which they are spent; those that begin later among them. */
  readonly lots: readonly ForecastLot[];
}

export interface UnusedLot {
  readonly number: number;
  readonly unused: MicroCredits;
  readonly expiresAt: Date;
}

export interface Forecast {
  /** Undefined when they last for ten years, or nothing is spent. */
  readonly runsOutAt: Date | undefined;
  /** What each lot has left when it expires, the first to expire first. */
  readonly unused: readonly UnusedLot[];
}

interface Burning {
  readonly lot: ForecastLot;
  left: bigint;
}

const TEN_YEARS = 3_652 * 86_400_000;

const DAY_MILLISECONDS = 86_400_000;

/** How long the pace was taken. What was spent in the first minutes of an account, or of a day, is taken as that of a day: it says no more. */
export const paceMilliseconds = (from: Date, to: Date): number =>
  Math.max(DAY_MILLISECONDS, to.getTime() - from.getTime());

export function decideForecast(facts: ForecastFacts): Forecast {
  const lots = facts.lots.map((lot): Burning => ({ lot, left: lot.remaining }));
  const walk = { at: facts.now.getTime(), credit: creditOf(facts), runsOutAt: undefined as number | undefined };
  const unused: UnusedLot[] = [];
  const end = facts.now.getTime() + TEN_YEARS;
  for (;;) {
    unused.push(...expire(lots, walk.at));
    const next = Math.min(end, ...lots.flatMap((one) => momentsOf(one, walk.at)));
    const burning = lots.find(({ lot, left }) => left > 0n && lot.effectiveAt.getTime() <= walk.at);
    const source = burning ?? (walk.credit.left > 0n ? walk.credit : undefined);
    if (source === undefined) walk.runsOutAt ??= walk.at;
    walk.at = source === undefined ? next : burn(source, { from: walk.at, to: next }, facts);
    if (walk.at >= end) break;
  }
  const { runsOutAt } = walk;
  return {
    runsOutAt: runsOutAt === undefined || facts.spent <= 0n ? undefined : new Date(runsOutAt),
    unused: unused.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime()),
  };
}

/** What is available beside the lots that can be spent now: a credit line. Used after them. */
function creditOf({ available, lots, now }: ForecastFacts): { left: bigint } {
  const spendable = lots.filter(
    ({ effectiveAt, usableUntil }) => effectiveAt <= now && (usableUntil === undefined || usableUntil > now),
  );
  const credit = subtract(available, sum(spendable.map(({ remaining }) => remaining)));
  return { left: credit > ZERO ? credit : ZERO };
}

/** When something changes with a lot that has credits left. */
function momentsOf({ lot, left }: Burning, at: number): number[] {
  if (left <= 0n) return [];
  const moments = [lot.effectiveAt.getTime(), lot.usableUntil?.getTime() ?? Number.POSITIVE_INFINITY];
  return moments.filter((moment) => moment > at);
}

function expire(lots: readonly Burning[], at: number): UnusedLot[] {
  return lots.flatMap((one) => {
    const { usableUntil, number } = one.lot;
    if (one.left <= 0n || usableUntil === undefined || usableUntil.getTime() > at) return [];
    const unused = microCredits(one.left);
    one.left = 0n;
    return [{ number, unused, expiresAt: usableUntil }];
  });
}

/** Answers when the source is empty, or the span is over. */
function burn(
  source: { left: bigint },
  { from, to }: { readonly from: number; readonly to: number },
  { spent, milliseconds }: ForecastFacts,
): number {
  if (spent <= 0n) return to;
  const span = BigInt(Math.max(1, milliseconds));
  const burnt = (BigInt(to - from) * spent) / span;
  if (burnt < source.left) {
    source.left -= burnt;
    return to;
  }
  // Rounded up: what is left is gone by then.
  const lasts = Number((source.left * span + spent - 1n) / spent);
  source.left = 0n;
  return Math.min(to, from + lasts);
}
