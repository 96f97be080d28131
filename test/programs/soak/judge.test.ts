import { describe, expect, it } from '@jest/globals';
import { randomFrom } from '../fuzz/random.ts';
import { judge, type Sample } from './judge.ts';

const TOLERANCE = { heap: { share: 0.05, amount: 3 } };

/** A sample every ten seconds. */
const series = (count: number, valueAt: (place: number) => number): Sample[] =>
  Array.from({ length: count }, (_, place) => ({ seconds: place * 10, values: { heap: valueAt(place) } }));

const verdictOn = (samples: readonly Sample[]) => judge(samples, TOLERANCE)[0];
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('something grows', () => {
  it('when it leaks a little all the time', () => {
    const leaking = verdictOn(series(30, (place) => 100 + place * 0.3));
    expect(leaking).toMatchObject({ isGrowing: true, rising: 1, allowed: expect.closeTo(5.2, 1) });
    expect(leaking?.growth).toBeCloseTo(8.7);
  });

  it.each(SEEDS)('when it leaks through noise as large as the leak (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const noise = () => random.whole(100) / 10 - 5;
    expect(verdictOn(series(60, (place) => 100 + place * 0.3 + noise()))?.isGrowing).toBe(true);
  });

  it('when it leaks in steps', () => {
    expect(verdictOn(series(30, (place) => 100 + Math.floor(place / 10) * 10))?.isGrowing).toBe(true);
  });
});

describe('nothing grows', () => {
  it.each(SEEDS)('when it only moves up and down (seed %i)', (seed) => {
    const random = randomFrom(seed);
    expect(verdictOn(series(60, () => 100 + random.whole(200) / 10))?.isGrowing).toBe(false);
  });

  it('when a few samples stand out, also at the end', () => {
    expect(verdictOn(series(30, (place) => (place > 26 ? 300 : 100)))?.isGrowing).toBe(false);
  });

  it('when it rises by less than is tolerated, however steadily', () => {
    expect(verdictOn(series(30, (place) => 100 + place * 0.1))?.isGrowing).toBe(false);
    expect(verdictOn(series(30, (place) => 10 + place * 0.1))).toMatchObject({ isGrowing: false, allowed: 3 });
  });

  it('when it falls', () => {
    expect(verdictOn(series(30, (place) => 300 - place))?.isGrowing).toBe(false);
  });
});

describe('nothing is said', () => {
  it('of too few samples, or of a series that they have not', () => {
    expect(() => verdictOn(series(4, () => 1))).toThrow('4 samples say nothing');
    expect(() =>
      judge(
        series(9, () => 1),
        { sockets: { share: 0, amount: 1 } },
      ),
    ).toThrow('no sockets');
  });
});
