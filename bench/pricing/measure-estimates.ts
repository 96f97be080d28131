// Estimates per second of the pure function, kind by kind, beside the same price computed by hand in the same run.
import { estimateCost } from '../../src/pricing/index.ts';
import { processorMilliseconds } from './processor-milliseconds.ts';
import { SAMPLE_PRICES, type SamplePrice } from './sample-prices.ts';

const ROUNDS = 5;
const MILLISECONDS = 60;
const CALLS_BETWEEN_CLOCKS = 200;
const WARM_UP_CALLS = 20_000;

export interface MeasuredKind {
  readonly kind: string;
  /** Estimates per second of one core. */
  readonly perSecond: number;
  /** The hand-written computation of the same price. */
  readonly byHandPerSecond: number;
  readonly ratio: number;
}

interface Answer {
  readonly total: bigint;
  readonly maxCost: bigint;
}

function estimate({ request }: SamplePrice): Answer {
  const answer = estimateCost(request);
  if (!answer.ok) throw new Error(`${request.model.identifier}: ${answer.refusal.message}`);
  return answer.estimate;
}

function byHand(price: SamplePrice): Answer {
  return price.byHand(price.request.parameters, price.request.prompt ?? '');
}

/** Both ways give the same price, or the comparison would mean nothing. */
function checkEqual(price: SamplePrice): void {
  const [one, other] = [estimate(price), byHand(price)];
  if (one.total !== other.total || one.maxCost !== other.maxCost) {
    throw new Error(`${price.kind} costs ${one.total} or ${other.total}, at most ${one.maxCost} or ${other.maxCost}`);
  }
}

/** Looks at an answer, so that no compiler leaves its computation out. */
function use({ total }: Answer): void {
  if (total < 0n) throw new Error('a price below zero');
}

/** Calls per second of processor time, in other words of one core. */
function perSecond(call: (price: SamplePrice) => Answer, prices: readonly SamplePrice[]): number {
  const begun = processorMilliseconds();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < MILLISECONDS) {
    for (let index = 0; index < CALLS_BETWEEN_CLOCKS; index += 1) {
      const price = prices[index % prices.length];
      if (price !== undefined) use(call(price));
    }
    calls += CALLS_BETWEEN_CLOCKS;
    elapsed = processorMilliseconds() - begun;
  }
  return (calls / elapsed) * 1_000;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function measureKind(kind: string, prices: readonly SamplePrice[]): MeasuredKind {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    hand: perSecond(byHand, prices),
    engine: perSecond(estimate, prices),
  }));
  return {
    kind,
    perSecond: median(rounds.map(({ engine }) => engine)),
    byHandPerSecond: median(rounds.map(({ hand }) => hand)),
    ratio: median(rounds.map(({ engine, hand }) => engine / hand)),
  };
}

export interface MeasuredEstimates {
  readonly kinds: readonly MeasuredKind[];
  readonly medianPerSecond: number;
  /** All kinds in turn, as a gateway would see them. */
  readonly mixed: MeasuredKind;
}

/** Every kind has run before the first is measured: a gateway's code is never compiled for one kind of price alone. */
export function measureEstimates(): MeasuredEstimates {
  for (const price of SAMPLE_PRICES) {
    checkEqual(price);
    for (let call = 0; call < WARM_UP_CALLS; call += 1) {
      use(estimate(price));
      use(byHand(price));
    }
  }
  const kinds = SAMPLE_PRICES.map((price) => measureKind(price.kind, [price]));
  const medianPerSecond = median(kinds.map((kind) => kind.perSecond));
  return { kinds, medianPerSecond, mixed: measureKind('all kinds in turn', SAMPLE_PRICES) };
}
