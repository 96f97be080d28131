// A table of prices worked out by hand, each at a boundary where a wrong rule shows. It is checked against the engine, and
// against mutants of it: a table that lets a mutant live is not worth much.
import { ONE } from '../../src/money/index.ts';
import type { MeterSource, OutputMeasure, PricedModel, PriceRule } from '../../src/pricing/index.ts';
import { delivery, estimate, lines, type PriceCase } from './price-case.ts';
import { credits, decimal, modelOf, perUnit } from './samples.ts';

const output = { scope: 'output' } as const;
const packages: PriceRule[] = [
  { ...output, kind: 'package', meter: 'seconds', size: decimal('6'), price: credits('0.01') },
];
const tiers = [
  { upTo: decimal('10'), price: credits('1') },
  { upTo: decimal('50'), price: credits('0.8') },
  { upTo: null, price: credits('0.5') },
];
const graduated: PriceRule[] = [{ ...output, kind: 'graduatedTiers', meter: 'images', per: ONE, tiers }];
const volume: PriceRule[] = [{ ...output, kind: 'volumeTiers', meter: 'images', per: ONE, tiers }];
const volumeOfCall: PriceRule[] = [{ kind: 'volumeTiers', scope: 'call', meter: 'images', per: ONE, tiers }];
const firstMegapixel = (counting: 'exact' | 'started'): PriceRule[] => [
  {
    ...output,
    kind: 'firstPlusFurther',
    meter: 'megapixels',
    first: { upTo: ONE, price: credits('0.014') },
    further: { price: credits('0.001'), per: ONE, counting },
  },
];
const resolutions: PriceRule[] = [
  {
    ...output,
    kind: 'matrix',
    meter: 'images',
    per: ONE,
    rows: [
      { where: { resolution: '1080p' }, price: credits('0.15') },
      { where: { resolution: '1080p', audio: true }, price: credits('0.20') },
      { where: { audio: true }, price: credits('0.11') },
      { where: { mode: 'fast' }, price: credits('0.05') },
    ],
  },
];
const image = perUnit('images', '0.03');
const styles: PriceRule = {
  ...output,
  kind: 'styleTable',
  meter: 'images',
  parameter: 'style',
  prices: { anime: credits('5'), 'flux-dev': credits('15') },
};
const references: PriceRule = {
  ...output,
  kind: 'surcharge',
  label: 'References',
  when: [{ meter: 'references', moreThan: decimal('2') }],
  meter: 'references',
  price: credits('0.004'),
  per: ONE,
  beyond: decimal('1'),
};
const inEdit: PriceRule = {
  kind: 'multiplier',
  label: 'Edit',
  when: [{ parameter: 'mode', is: ['edit', 'blend'] }],
  by: decimal('1.5'),
};
const offline: PriceRule = { kind: 'multiplier', label: 'Offline', when: [], by: decimal('0.5') };
const minimum = (text: string): PriceRule => ({ kind: 'minimumCharge', price: credits(text) });

const one = { images: '1' };

const RULES: readonly PriceCase[] = [
  lines(
    'a third of a micro-credit is a whole one',
    { rules: [perUnit('images', '0.000001', '3')], counted: one },
    '0.000001 in 1',
  ),
  lines(
    'each output is rounded for itself',
    { rules: [perUnit('images', '0.000001', '3')], counted: one, copies: 3n },
    '0.000003 in 1',
  ),
  lines('a tenth of a second is a started block', { rules: packages, counted: { seconds: '0.1' } }, '0.01 in 1'),
  lines('twelve seconds are two blocks of six', { rules: packages, counted: { seconds: '12' } }, '0.02 in 1'),
  lines('a millisecond more is a third block', { rules: packages, counted: { seconds: '12.001' } }, '0.03 in 1'),
  lines('ten are all in the first graduated tier', { rules: graduated, counted: { images: '10' } }, '10 in 1'),
  lines('the eleventh is in the second', { rules: graduated, counted: { images: '11' } }, '10.8 in 2'),
  lines('sixty are in all three', { rules: graduated, counted: { images: '60' } }, '47 in 3'),
  lines('ten all cost the price of the first volume tier', { rules: volume, counted: { images: '10' } }, '10 in 1'),
  lines('eleven all cost that of the second', { rules: volume, counted: { images: '11' } }, '8.8 in 1'),
  lines(
    'the dearest of up to eleven are ten',
    { rules: volume, counted: { images: '11' }, worstCase: true },
    '10 in 1',
  ),
  lines(
    'the dearest of up to ninety are ninety',
    { rules: volume, counted: { images: '90' }, worstCase: true },
    '45 in 1',
  ),
  lines(
    'the first megapixel is paid whole',
    { rules: firstMegapixel('exact'), counted: { megapixels: '0.2' } },
    '0.014 in 1',
  ),
  lines(
    'a whole megapixel is only the first',
    { rules: firstMegapixel('exact'), counted: { megapixels: '1' } },
    '0.014 in 1',
  ),
  lines(
    'half a further one is half',
    { rules: firstMegapixel('exact'), counted: { megapixels: '1.5' } },
    '0.0145 in 2',
  ),
  lines(
    'half a further one counts when started',
    { rules: firstMegapixel('started'), counted: { megapixels: '1.5' } },
    '0.015 in 2',
  ),
  lines('a quantity that nobody knows has no price', { rules: packages }, 'PRICE_UNKNOWN'),
];

const CHOICES: readonly PriceCase[] = [
  lines(
    'the row with more conditions wins, wherever it stands',
    { rules: resolutions, counted: one, parameters: { resolution: '1080p', audio: true } },
    '0.2 in 1',
  ),
  lines(
    'without audio the general row applies',
    { rules: resolutions, counted: one, parameters: { resolution: '1080p', audio: false } },
    '0.15 in 1',
  ),
  lines(
    'two rows that fit equally have no price',
    { rules: resolutions, counted: one, parameters: { resolution: '720p', audio: true, mode: 'fast' } },
    'PRICE_UNKNOWN',
  ),
  lines(
    'a combination without a row is not sold',
    { rules: resolutions, counted: one, parameters: { resolution: '720p' } },
    'INVALID_PARAMETER',
  ),
  lines(
    'the text "true" is not true',
    { rules: resolutions, counted: one, parameters: { audio: 'true' } },
    'INVALID_PARAMETER',
  ),
  lines('a style has its own price', { rules: [styles], counted: one, parameters: { style: 'flux-dev' } }, '15 in 1'),
  lines(
    'a style without a price is not sold',
    { rules: [styles], counted: one, parameters: { style: 'oil' } },
    'INVALID_PARAMETER',
  ),
];

const ADJUSTMENTS: readonly PriceCase[] = [
  lines(
    'two references are included',
    { rules: [image, references], counted: { images: '1', references: '2' } },
    '0.03 in 1',
  ),
  lines(
    'with a third, the second is charged too',
    { rules: [image, references], counted: { images: '1', references: '3' } },
    '0.038 in 2',
  ),
  lines(
    'one of the values is enough',
    { rules: [image, inEdit], counted: one, parameters: { mode: 'blend' } },
    '0.045 in 2',
  ),
  lines(
    'another value changes nothing',
    { rules: [image, inEdit], counted: one, parameters: { mode: 'new' } },
    '0.03 in 1',
  ),
  lines(
    'multipliers multiply each other',
    { rules: [offline, image, inEdit], counted: one, parameters: { mode: 'edit' } },
    '0.0225 in 2',
  ),
  lines(
    'a multiplier is for every copy',
    { rules: [image, inEdit], counted: one, copies: 3n, parameters: { mode: 'edit' } },
    '0.135 in 2',
  ),
  lines(
    'half of three micro-credits is two',
    { rules: [perUnit('images', '0.000003'), offline], counted: one },
    '0.000002 in 2',
  ),
  lines('a minimum is filled up to', { rules: [image, minimum('0.05')], counted: one }, '0.05 in 2'),
  lines(
    'of two minimums the higher counts',
    { rules: [minimum('0.05'), image, minimum('0.04')], counted: one },
    '0.05 in 2',
  ),
  lines('a minimum that is met adds no line', { rules: [image, minimum('0.03')], counted: one }, '0.03 in 1'),
];

const COUNT: Parameters<typeof modelOf>[1] = { images: { from: 'count' } };
const seconds = (bound: Extract<MeterSource, { from: 'outputSeconds' }>['bound']): PricedModel =>
  modelOf([perUnit('seconds', '0.1')], {
    seconds: { from: 'outputSeconds', expected: { from: 'parameter', name: 'duration' }, bound },
  });
/** At most 5 seconds and 4 megapixels; one megapixel is expected. */
const lengthAndSize = modelOf([perUnit('seconds', '0.1'), perUnit('megapixels', '0.03')], {
  seconds: {
    from: 'outputSeconds',
    expected: { from: 'parameter', name: 'duration' },
    bound: { atMost: decimal('5') },
  },
  megapixels: {
    from: 'outputPixels',
    per: decimal('1000000'),
    expected: { from: 'constant', value: ONE },
    bound: { atMost: decimal('4') },
  },
});
const tokens = modelOf([perUnit('tokens', '2.5', '1000000')], {
  tokens: {
    from: 'product',
    factors: [
      { from: 'requestedPixels', per: ONE },
      { from: 'parameter', name: 'fps' },
      { from: 'parameter', name: 'duration' },
    ],
    dividedBy: decimal('1024'),
  },
});
const feeAndImages = modelOf([image, { kind: 'flat', scope: 'call', price: credits('0.01') }], COUNT);
const characters = modelOf([perUnit('characters', '1')], { characters: { from: 'promptCharacters' } });

const REQUESTS: readonly PriceCase[] = [
  estimate(
    'five images at 0.005',
    { model: modelOf([perUnit('images', '0.005')], COUNT), count: 5 },
    '0.025 at most 0.025',
  ),
  estimate('a fee for the call is paid once', { model: feeAndImages, count: 3 }, '0.1 at most 0.1'),
  estimate(
    'a length may exceed what was asked by its margin',
    { model: seconds({ margin: ONE }), parameters: { duration: 3 } },
    '0.3 at most 0.4',
  ),
  estimate(
    'or come up to a ceiling',
    { model: seconds({ atMost: decimal('5') }), parameters: { duration: 3 }, count: 2 },
    '0.6 at most 1',
  ),
  estimate(
    'a ceiling below what was asked does not lower it',
    { model: lengthAndSize, parameters: { duration: 8 } },
    '0.83 at most 0.92',
  ),
  estimate(
    'eleven by volume may come down to ten',
    { model: modelOf(volumeOfCall, COUNT), count: 11 },
    '8.8 at most 10',
  ),
  estimate(
    'tokens are pixels x frames x seconds / 1024',
    { model: tokens, parameters: { size: '1280x720', fps: 24, duration: 5 } },
    '0.27 at most 0.27',
  ),
  estimate('an emoji is one character', { model: characters, prompt: 'aé漢👍' }, '4 at most 4'),
  estimate(
    'a negative length is refused',
    { model: seconds({ margin: ONE }), parameters: { duration: -1 } },
    'INVALID_PARAMETER',
  ),
  estimate('a hundred and one are too many', { model: feeAndImages, count: 101 }, 'INVALID_PARAMETER'),
];

const FILE = { bytes: 1, mimeType: 'image/png' };
const megapixels = modelOf([perUnit('megapixels', '0.03'), { kind: 'flat', scope: 'call', price: credits('0.01') }], {
  megapixels: {
    from: 'outputPixels',
    per: decimal('1000000'),
    expected: { from: 'constant', value: ONE },
    bound: { atMost: decimal('4') },
  },
});
const square = (side: number): OutputMeasure => ({ ...FILE, width: side, height: side });

const DELIVERIES: readonly PriceCase[] = [
  delivery('nothing delivered costs nothing', { model: megapixels, outputs: [] }, '0 in 0'),
  delivery(
    'equal files share a line',
    { model: megapixels, outputs: [square(1000), square(500), square(1000)] },
    '0.0775 in 3',
  ),
  delivery('a file without a size has no price', { model: megapixels, outputs: [FILE] }, 'PRICE_UNKNOWN'),
];

const AFFORDABLE: readonly PriceCase[] = [
  {
    title: '12.479999 credits pay for 239 at 0.052, not for 240',
    expected: '239',
    answer: ({ affordableCount }) => String(affordableCount(credits('12.479999'), credits('0.052'))),
  },
];

export const PRICE_TABLE: readonly PriceCase[] = [
  ...RULES,
  ...CHOICES,
  ...ADJUSTMENTS,
  ...REQUESTS,
  ...DELIVERIES,
  ...AFFORDABLE,
];
