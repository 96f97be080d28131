import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStorefront } from '../../src/catalog/file/load-storefront.ts';
import {
  absurdChanges,
  compareStorefronts,
  type Storefront,
  type StorefrontDifference,
} from '../../src/catalog/index.ts';
import { formatCredits } from '../../src/money/index.ts';
import { SHIPPED, styleTokens, unitCredits, usdCredits } from './shipped.ts';
import { DURATION, type Json, modelWith, SIZE, storefrontWith } from './storefront-file.ts';

function storefront(changes: Json = {}): Storefront {
  return parseStorefront(JSON.stringify(storefrontWith(changes)), 'test.json');
}

function selling(model: Json): Storefront {
  return storefront({ models: [modelWith(model)] });
}

const perImage = (price: string): Json => ({ rules: [{ kind: 'perUnit', meter: 'images', price }] });
const bySize = (small: string, large: string): Json => ({
  rules: [{ kind: 'styleTable', meter: 'images', parameter: 'size', prices: { small, large } }],
});

/** Each sample in one line: "size: large: 0.05 -> 0.10, RATIO 2/1". */
function samplesOf(differences: readonly StorefrontDifference[]): string[] {
  return differences.flatMap((difference) =>
    difference.kind !== 'MODEL_CHANGED'
      ? []
      : difference.samples.map(({ request, before, after, move }) => {
          const [from, to] = [before, after].map((price) => (price.sold ? formatCredits(price.total) : 'not sold'));
          const ratio = move.kind === 'RATIO' ? ` ${move.ratio.numerator}/${move.ratio.denominator}` : '';
          return `${request}: ${from} -> ${to}, ${move.kind}${ratio}`;
        }),
  );
}

describe('comparing storefronts', () => {
  it('finds nothing between a storefront and itself', () => {
    for (const { storefront: shipped } of Object.values(SHIPPED)) {
      expect(compareStorefronts(shipped, shipped)).toEqual([]);
    }
    expect(compareStorefronts(storefront(), storefront())).toEqual([]);
  });

  it('finds models that are new and models that are gone', () => {
    const [before, after] = ['test/old', 'test/new'].map((identifier) => selling({ identifier }));
    expect(compareStorefronts(before!, after!)).toMatchObject([
      { kind: 'MODEL_ADDED', identifier: 'test/new', after: { identifier: 'test/new' } },
      { kind: 'MODEL_REMOVED', identifier: 'test/old', before: { identifier: 'test/old' } },
    ]);
  });

  it('shows the default price before and after with the exact ratio', () => {
    const differences = compareStorefronts(selling(perImage('0.06')), selling(perImage('0.08')));
    expect(differences).toMatchObject([{ kind: 'MODEL_CHANGED', identifier: 'test/model', aspects: ['price'] }]);
    expect(samplesOf(differences)).toEqual(['default parameters: 0.06 -> 0.08, RATIO 4/3']);
  });

  it('shows each choice that a price looks at, and those that did not change', () => {
    const differences = compareStorefronts(selling(bySize('1', '2')), selling(bySize('1', '3')));
    expect(samplesOf(differences)).toEqual([
      'default parameters: 1 -> 1, SAME',
      'size: small: 1 -> 1, SAME',
      'size: large: 2 -> 3, RATIO 3/2',
    ]);
  });

  it('shows both ends of a number, rows of a matrix, longer and shorter prompts', () => {
    const meters = {
      images: { source: { from: 'count' } },
      seconds: { source: { from: 'parameter', name: 'duration' } },
      characters: { source: { from: 'promptCharacters' } },
    };
    const rules = (price: string): Json => ({
      meters,
      rules: [
        {
          kind: 'matrix',
          meter: 'seconds',
          rows: [
            { where: { size: 'small', duration: 7 }, price: '2' },
            { where: {}, price },
          ],
        },
        { kind: 'perUnit', meter: 'characters', price: '0.001' },
      ],
    });
    expect(samplesOf(compareStorefronts(selling(rules('1')), selling(rules('2'))))).toEqual([
      'default parameters: 6 -> 11, RATIO 11/6',
      'size: small: 6 -> 11, RATIO 11/6',
      'size: large: 6 -> 11, RATIO 11/6',
      'duration: 1: 2 -> 3, RATIO 3/2',
      'duration: 10: 11 -> 21, RATIO 21/11',
      'size: small, duration: 7: 15 -> 15, SAME',
      'a prompt of 1 characters: 5.001 -> 10.001, RATIO 10001/5001',
      'a prompt of 5000 characters: 10 -> 15, RATIO 3/2',
    ]);
  });

  it('shows a hundred outputs where a part is priced once for the call', () => {
    const rules = (price: string): Json => ({
      rules: [
        { kind: 'perUnit', meter: 'images', price: '1' },
        { kind: 'flat', scope: 'call', price },
      ],
    });
    expect(samplesOf(compareStorefronts(selling(rules('1')), selling(rules('2'))))).toEqual([
      'default parameters: 2 -> 3, RATIO 3/2',
      '100 outputs: 101 -> 102, RATIO 102/101',
    ]);
  });

  it('names a price that appears, one that goes, and one that is in neither', () => {
    const unpriced = { rules: [] };
    const sold = perImage('1');
    const samples = (before: Json, after: Json): string[] =>
      samplesOf(compareStorefronts(selling(before), selling(after)));
    expect(samples(unpriced, sold)).toEqual(['default parameters: not sold -> 1, NOW_SOLD']);
    expect(samples(sold, unpriced)).toEqual(['default parameters: 1 -> not sold, NO_LONGER_SOLD']);
    const smaller = { ...SIZE, enum: ['small'] };
    expect(
      samples(bySize('1', '2'), {
        parameters: { size: smaller, duration: DURATION },
        rules: [{ kind: 'styleTable', meter: 'images', parameter: 'size', prices: { small: '1' } }],
      }),
    ).toContain('size: large: 2 -> not sold, NO_LONGER_SOLD');
  });

  it('names prices to and from nothing', () => {
    const free = (price: string): Json => ({
      rules: [{ kind: 'graduatedTiers', meter: 'images', tiers: [{ upTo: null, price }] }],
    });
    const moves = (before: string, after: string): string[] =>
      samplesOf(compareStorefronts(selling(free(before)), selling(free(after))));
    expect(moves('0', '1')).toEqual(['default parameters: 0 -> 1, FROM_FREE']);
    expect(moves('1', '0')).toEqual(['default parameters: 1 -> 0, TO_FREE']);
  });

  it('prices a model that requires something new, so that nothing hides behind the refusal', () => {
    const parameters = { size: SIZE, duration: DURATION, image_url: { type: 'string', title: 'Image', format: 'uri' } };
    const after = selling({ ...perImage('5'), parameters, required: ['image_url'] });
    const differences = compareStorefronts(selling(perImage('0.05')), after);
    expect(samplesOf(differences)).toEqual(['default parameters: 0.05 -> 5, RATIO 100/1']);
    expect(absurdChanges(differences)).toHaveLength(1);
  });

  it('takes no samples where neither price nor parameters differ', () => {
    const differences = compareStorefronts(selling({}), selling({ name: 'Other', providers: ['sandbox2'] }));
    expect(differences).toMatchObject([{ kind: 'MODEL_CHANGED', aspects: ['name', 'providers'], samples: [] }]);
  });

  it('finds what changed in packs and plans', () => {
    const plan = {
      id: 'basic',
      name: 'Basic',
      price: { amount: '10.00', currency: 'USD' },
      monthlyCredits: '10',
      auditWindowDays: 30,
      concurrencyLimit: 2,
      requestsPerMinute: 60,
    };
    const pack = { id: 'p', name: 'P', credits: '10', validity: 'DAYS_30', price: { amount: '200', currency: 'USD' } };
    const before = storefront({ plans: [plan, { ...plan, id: 'gone' }], packs: [pack] });
    const after = storefront({
      plans: [
        { ...plan, requestsPerMinute: 5 },
        { ...plan, id: 'new' },
      ],
      packs: [{ ...pack, credits: '40' }],
    });
    const ratio = (numerator: bigint, denominator: bigint) => ({
      kind: 'RATIO',
      ratio: { numerator, denominator },
    });
    expect(compareStorefronts(before, after)).toMatchObject([
      {
        kind: 'PACK_CHANGED',
        identifier: 'p',
        figures: [
          { figure: 'credits', move: ratio(4n, 1n) },
          { figure: 'price of a credit in USD', move: ratio(1n, 4n) },
        ],
      },
      { kind: 'PLAN_CHANGED', identifier: 'basic', figures: [] },
      { kind: 'PLAN_REMOVED', identifier: 'gone' },
      { kind: 'PLAN_ADDED', identifier: 'new' },
    ]);
  });

  it('turns every ratio over when the two are swapped', () => {
    const price = fc.integer({ min: 0, max: 2_000_000_000 }).map((micro) => (micro / 1e6).toFixed(6));
    const tiers = (text: string): Json => ({
      rules: [{ kind: 'graduatedTiers', meter: 'images', tiers: [{ upTo: null, price: text }] }],
    });
    fc.assert(
      fc.property(price, price, (one, other) => {
        const [left, right] = [selling(tiers(one)), selling(tiers(other))];
        const [there] = compareStorefronts(left, right);
        const [back] = compareStorefronts(right, left);
        if (there?.kind !== 'MODEL_CHANGED' || back?.kind !== 'MODEL_CHANGED') {
          expect([there, back, one]).toEqual([undefined, undefined, other]);
          return;
        }
        const [move, reverse] = [there.samples[0]!.move, back.samples[0]!.move];
        if (move.kind === 'RATIO' && reverse.kind === 'RATIO') {
          expect(move.ratio).toEqual({ numerator: reverse.ratio.denominator, denominator: reverse.ratio.numerator });
        } else {
          expect([move.kind, reverse.kind].toSorted()).toEqual(['FROM_FREE', 'TO_FREE']);
        }
      }),
    );
  });

  it('prices the whole of one storefront against another', () => {
    const differences = compareStorefronts(usdCredits.storefront, styleTokens.storefront);
    const kinds = (kind: string): number => differences.filter((difference) => difference.kind === kind).length;
    expect(differences[0]).toMatchObject({ kind: 'CREDIT_UNIT_CHANGED', before: '1 credit = 1 USD' });
    expect([kinds('MODEL_ADDED'), kinds('MODEL_CHANGED')]).toEqual([7, 1]);
    expect(kinds('MODEL_REMOVED')).toBe(usdCredits.storefront.models.length - 1);
  });
});

describe('the canary', () => {
  const absurd = (before: Json, after: Json, factor?: number) =>
    absurdChanges(compareStorefronts(selling(before), selling(after)), factor);

  it.each([
    ['0.05', '5', 'default parameters: costs 0.05 credits, and would cost 5 credits'],
    ['5', '0.05', 'default parameters: costs 5 credits, and would cost 0.05 credits'],
    ['0.05', '0.500001', 'default parameters: costs 0.05 credits, and would cost 0.500001 credits'],
  ])('stops a price that goes from %s to %s', (before, after, message) => {
    expect(absurd(perImage(before), perImage(after))).toEqual([{ of: 'MODEL', identifier: 'test/model', message }]);
  });

  it.each([
    ['0.05', '0.5'],
    ['0.5', '0.05'],
    ['0.05', '0.05'],
    ['0.05', '0.06'],
  ])('lets a price go from %s to %s', (before, after) => {
    expect(absurd(perImage(before), perImage(after))).toEqual([]);
  });

  it('sees a single absurd choice behind a default that did not change, and counts the others', () => {
    expect(absurd(bySize('1', '2'), bySize('1', '200'))).toMatchObject([
      { message: 'size: large: costs 2 credits, and would cost 200 credits' },
    ]);
    expect(absurd(bySize('1', '2'), bySize('100', '200'))[0]?.message).toMatch(/; and 2 more of its prices$/);
  });

  it('takes another factor', () => {
    expect(absurd(perImage('1'), perImage('2.1'), 2)).toHaveLength(1);
    expect(absurd(perImage('1'), perImage('2.1'), 2.1)).toHaveLength(0);
    expect(() => absurd(perImage('1'), perImage('2'), 0.5)).toThrow(RangeError);
    expect(() => absurd(perImage('1'), perImage('2'), Number.NaN)).toThrow(RangeError);
  });

  it('stops what becomes free or stops being free, and nothing that appears or goes', () => {
    const free = (price: string): Json => ({
      rules: [{ kind: 'graduatedTiers', meter: 'images', tiers: [{ upTo: null, price }] }],
    });
    expect(absurd(free('0'), free('1'))).toHaveLength(1);
    expect(absurd(free('1'), free('0'))).toHaveLength(1);
    expect(absurd({ rules: [] }, perImage('1000000'))).toEqual([]);
    expect(absurd(perImage('1'), { rules: [] })).toEqual([]);
  });

  it('stops packs and plans in the same way, and another currency or credit unit', () => {
    const pack = { id: 'p', name: 'P', credits: '10', validity: 'DAYS_30', price: { amount: '100', currency: 'USD' } };
    const withPack = (changes: Json): Storefront => storefront({ packs: [{ ...pack, ...changes }] });
    const stopped = (changes: Json) => absurdChanges(compareStorefronts(withPack({}), withPack(changes)));
    expect(stopped({ credits: '1000' })).toEqual([
      { of: 'PACK', identifier: 'p', message: 'credits: is 10, and would be 1000' },
    ]);
    expect(stopped({ price: { amount: '0.90', currency: 'USD' } })).toHaveLength(1);
    // Neither number alone is beyond the factor; a credit would cost an eighty-first.
    expect(stopped({ credits: '90', price: { amount: '11.10', currency: 'USD' } })).toHaveLength(1);
    expect(stopped({ price: { amount: '100', currency: 'JPY' } })).toHaveLength(1);
    expect(stopped({ credits: '20', price: { amount: '20', currency: 'USD' } })).toEqual([]);
    const differences = compareStorefronts(unitCredits.storefront, styleTokens.storefront);
    expect(absurdChanges(differences)[0]).toMatchObject({ of: 'CREDIT_UNIT' });
  });

  it('stops exactly what is more than ten times as much or as little', () => {
    const micro = fc.bigInt({ min: 1n, max: 10_000_000n });
    fc.assert(
      fc.property(micro, micro, (before, after) => {
        const stopped = absurd(perImage(formatPrice(before)), perImage(formatPrice(after))).length > 0;
        expect(stopped).toBe(after > 10n * before || before > 10n * after);
      }),
    );
  });
});

/** Micro-credits as a file writes them. */
function formatPrice(micro: bigint): string {
  return `${micro / 1_000_000n}.${String(micro % 1_000_000n).padStart(6, '0')}`;
}
