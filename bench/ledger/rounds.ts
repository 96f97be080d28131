// Rounds: each takes every reference and every work once, one after the other and every second time in the opposite order, so
// that what the machine does meanwhile meets all of them alike, and a ratio is one of neighbours in time.
import { step } from '../bench-progress.ts';
import { drive } from './drive.ts';
import type { Consumption, Meter } from './meter.ts';
import { loadOf, type OpenWays } from './open-ways.ts';
import type { Place, References } from './references.ts';
import { subjectOf, titleOf, type Work } from './works.ts';

export interface Sample {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly calls: number;
  readonly consumption: Consumption;
}

export interface Taken {
  /** One for each round, as everywhere here. */
  readonly references: Readonly<Record<Place, readonly number[]>>;
  readonly works: readonly { readonly work: Work; readonly samples: readonly Sample[] }[];
}

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
  readonly works: readonly Work[];
  readonly ways: OpenWays;
  readonly references: References;
  readonly meter: Meter;
}

interface Step {
  readonly name: string;
  take(): Promise<void>;
}

export async function takeRounds(options: Rounds): Promise<Taken> {
  const { rounds, seconds, references } = options;
  const taken = { hot: [] as number[], spread: [] as number[] };
  const works = options.works.map((work) => ({ work, samples: [] as Sample[] }));
  const reference = (place: Place): Step => ({
    name: place === 'hot' ? 'H' : 'S',
    take: async () => void taken[place].push(await references.measure(place, seconds)),
  });
  const steps: Step[] = [
    reference('hot'),
    reference('spread'),
    ...works.map(({ work, samples }) => ({
      name: `${subjectOf(work)}: ${titleOf(work)}`,
      take: async () => void samples.push(await measure(options, work)),
    })),
  ];
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, take } of round % 2 === 1 ? steps : steps.toReversed()) {
      step(`round ${round} of ${rounds}: ${name}`);
      await take();
    }
  }
  return { references: taken, works };
}

async function measure({ ways, meter, seconds }: Rounds, work: Work): Promise<Sample> {
  const { result, consumption } = await meter.measure(() => drive(loadOf(work, ways.of(work), seconds)));
  return { ...result, consumption };
}
