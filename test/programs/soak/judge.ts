// Whether something grew while the load stayed the same. Pure: samples in, verdicts out.

/** Values by series, at a moment of the run. */
export interface Sample {
  readonly seconds: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What the trend of a series may come to from the first sample to the last: the larger of the two. */
export interface Tolerance {
  /** Of its middle value. */
  readonly share: number;
  readonly amount: number;
}

export interface Verdict {
  readonly series: string;
  /** In the middle: half of the samples are below. */
  readonly middle: number;
  /** What the trend comes to over the run. */
  readonly growth: number;
  readonly allowed: number;
  /** Of all pairs of samples, how many rise: 0.5 for noise, 1 for what only grows. */
  readonly rising: number;
  readonly isGrowing: boolean;
}

/** Of noise about half of the pairs rise, and hardly ever this many; of what grows through its noise, nearly all. */
const MOSTLY_RISING = 0.65;
/** Fewer pairs say nothing. */
const LEAST_SAMPLES = 5;

/**
 * A series grows when its trend comes to more than is allowed and most of its pairs rise. The trend is the median of the slopes of
 * all pairs (Theil and Sen): a few samples that stand out, a collection of garbage or a busy moment, do not move it.
 */
export function judge(samples: readonly Sample[], tolerances: Readonly<Record<string, Tolerance>>): Verdict[] {
  if (samples.length < LEAST_SAMPLES) {
    throw new Error(`${samples.length} samples say nothing: ${LEAST_SAMPLES} at least`);
  }
  const seconds = (samples.at(-1)?.seconds ?? 0) - (samples[0]?.seconds ?? 0);
  return Object.entries(tolerances).map(([series, { share, amount }]) => {
    const points = samples.map((sample) => ({ seconds: sample.seconds, value: valueOf(sample, series) }));
    const slopes = slopesOf(points);
    const middle = median(points.map(({ value }) => value));
    const growth = median(slopes) * seconds;
    const allowed = Math.max(share * middle, amount);
    const rising = slopes.filter((slope) => slope > 0).length / slopes.length;
    return { series, middle, growth, allowed, rising, isGrowing: growth > allowed && rising > MOSTLY_RISING };
  });
}

function valueOf({ values }: Sample, series: string): number {
  const value = values[series];
  if (value === undefined || !Number.isFinite(value)) throw new Error(`a sample has no ${series}`);
  return value;
}

interface Point {
  readonly seconds: number;
  readonly value: number;
}

function slopesOf(points: readonly Point[]): number[] {
  return points.flatMap((from, place) =>
    points.slice(place + 1).map((to) => (to.value - from.value) / (to.seconds - from.seconds)),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
