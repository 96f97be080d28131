// What the rounds come to: medians with their spread, ratios between what was measured in the same round.
import type { Sample, Taken } from './rounds.ts';
import { type Spread, spreadOf } from './statistics.ts';
import { subjectOf, titleOf } from './works.ts';

export interface Row {
  readonly subject: string;
  readonly way: string;
  readonly perSecond: Spread;
  readonly reference: 'H' | 'S';
  /** Per second, as multiples of the reference. */
  readonly ratio: Spread;
  /** How many times as much the ledger does at the same load; absent for the ledger itself, or when it was not measured. */
  readonly ledgerTimes: Spread | undefined;
  /** Milliseconds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** Processor time of each operation, in microseconds. A pair is one operation. */
  readonly node: Spread;
  readonly postgres: Spread | undefined;
  readonly walBytes: Spread;
}

export interface Summary {
  readonly references: Readonly<Record<'H' | 'S', Spread>>;
  readonly rows: readonly Row[];
}

export function summarize({ references, works }: Taken): Summary {
  const rows = works.map(({ work, samples }): Row => {
    const subject = subjectOf(work);
    const ledger = works.find((other) => other.work.way === 'ledger' && subjectOf(other.work) === subject);
    const isCompared = ledger !== undefined && work.way !== 'ledger';
    const taken = references[work.place];
    return {
      subject,
      way: titleOf(work),
      reference: work.place === 'hot' ? 'H' : 'S',
      ratio: spreadOf(samples.map((sample, round) => sample.perSecond / (taken[round] ?? Number.NaN))),
      ledgerTimes: isCompared ? timesOf(ledger.samples, samples) : undefined,
      ...figuresOf(samples),
    };
  });
  return { references: { H: spreadOf(references.hot), S: spreadOf(references.spread) }, rows };
}

function timesOf(ledger: readonly Sample[], others: readonly Sample[]): Spread {
  return spreadOf(others.map((other, round) => (ledger[round]?.perSecond ?? Number.NaN) / other.perSecond));
}

function figuresOf(samples: readonly Sample[]) {
  const of = (pick: (sample: Sample) => number): Spread => spreadOf(samples.map(pick));
  const isKnown = samples.every(({ consumption }) => consumption.postgres !== undefined);
  return {
    perSecond: of((sample) => sample.perSecond),
    p50: of((sample) => sample.p50),
    p99: of((sample) => sample.p99),
    node: of(({ consumption, calls }) => (consumption.node / calls) * 1e6),
    postgres: isKnown ? of(({ consumption, calls }) => ((consumption.postgres ?? 0) / calls) * 1e6) : undefined,
    walBytes: of(({ consumption, calls }) => consumption.walBytes / calls),
  };
}
