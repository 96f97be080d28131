// maxCost of every model that ships, against deliveries as large as the model's own bounds allow.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Catalog, createCatalog, loadStorefront, type Model } from '../../src/catalog/index.ts';
import { fraction, multiplyFractions, roundDown } from '../../src/money/index.ts';
import { effectiveCost, estimateCost, type MeterSource, type OutputMeasure } from '../../src/pricing/index.ts';
import { quantityFrom } from '../../src/pricing/quantities.ts';
import { isRefusal } from '../../src/pricing/refusal.ts';
import { parametersOf } from './random-parameters.ts';

const STOREFRONTS = ['usd-credits', 'style-tokens', 'unit-credits'];
const RUNS_PER_MODEL = 40;
const PROMPT = 'A seal on a rock. 🦭';
/** Where a model has no bound because its price does not look at the file. */
const ANY = { outputSeconds: 30_000, outputPixels: 4_000_000 } as const;

type Asked = Readonly<Record<string, unknown>>;
type OutputSource = Extract<MeterSource, { from: 'outputSeconds' | 'outputPixels' }>;

/** What the model measures of a file, the factors of its formulas included. */
function measured({ price }: Model): OutputSource[] {
  const sources = Object.values(price.meters).map(({ source }) => source);
  const all = sources.flatMap((source) => (source.from === 'product' ? source.factors : [source]));
  return all.filter((source) => source.from === 'outputSeconds' || source.from === 'outputPixels');
}

/** The most of one output that stays within the bounds of the model, in thousandths of seconds or in pixels. */
function most(from: OutputSource['from'], model: Model, parameters: Asked): number {
  const request = { parameters, prompt: PROMPT };
  const counting = { meters: model.price.meters, request, counted: { stage: 'bound', count: 1 } } as const;
  const bounds = measured(model).flatMap((source) => {
    if (source.from !== from) return [];
    const quantity = quantityFrom(source, counting);
    if (isRefusal(quantity)) throw new Error(quantity.message);
    const unit = source.from === 'outputPixels' ? source.per : fraction(1000n);
    return [Number(roundDown(multiplyFractions(quantity, unit)))];
  });
  return bounds.length === 0 ? ANY[from] : Math.min(...bounds);
}

interface File {
  /** Parts per thousand of the bounds. */
  readonly length: number;
  readonly size: number;
}

function measureOf({ length, size }: File, model: Model, asked: Asked): OutputMeasure {
  const width = 1 + Math.floor(((most('outputPixels', model, asked) - 1) * size) / 1000);
  const durationMilliseconds = Math.floor((most('outputSeconds', model, asked) * length) / 1000);
  return { width, height: 1, durationMilliseconds, bytes: 1, mimeType: 'video/mp4' };
}

const share = fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 1000 }));
const files = fc.array(fc.record({ length: share, size: share }), { minLength: 1, maxLength: 6 });

/** Whether it had a price: a combination that is not sold has none before and none after. */
function neverAbove(
  model: Model,
  catalog: Catalog,
  order: { given: Asked; delivered: File[]; missing: number },
): boolean {
  const checked = catalog.validateParameters(model, order.given);
  if (!checked.ok) throw new Error(`${model.identifier}: ${checked.refusal.message}`);
  const request = { model: model.price, parameters: checked.parameters, prompt: PROMPT };
  const before = estimateCost({ ...request, count: order.delivered.length + order.missing });
  if (!before.ok) return false;
  const outputs = order.delivered.map((file) => measureOf(file, model, checked.parameters));
  const after = effectiveCost({ ...request, outputs });
  if (!after.ok) throw new Error(`${model.identifier}: ${after.refusal.message}`);
  expect(after.priced.total).toBeLessThanOrEqual(before.estimate.maxCost);
  if (before.estimate.exactness === 'EXACT' && order.missing === 0) {
    expect(after.priced.total).toBe(before.estimate.total);
  }
  return true;
}

describe.each(STOREFRONTS)('every model of %s', (storefront) => {
  const catalog = createCatalog(loadStorefront(`storefronts/${storefront}.json`));

  it('never costs more than its maxCost, for any parameters of its schema and any output within its bounds', () => {
    const unsold: string[] = [];
    for (const model of catalog.models({ available: true })) {
      let priced = 0;
      const missing = fc.integer({ min: 0, max: 90 });
      fc.assert(
        fc.property(parametersOf(model), files, missing, (given, delivered, absent) => {
          priced += neverAbove(model, catalog, { given, delivered, missing: absent }) ? 1 : 0;
        }),
        { numRuns: RUNS_PER_MODEL },
      );
      if (priced === 0) unsold.push(model.identifier);
    }
    expect(unsold).toEqual([]);
  });
});
