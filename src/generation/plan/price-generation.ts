// What a generation costs, by the price book that it was accepted with, whatever is in force now. Pure.
import type { PriceBook } from '../../catalog/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import { type CostLine, effectiveCost, estimateCost, type Priced } from '../../pricing/index.ts';
import { type Generation, isTerminal, type StoredOutput } from '../generation.ts';
import type { GenerationPlan } from './generation-plan.ts';

export interface DeliveredPrice extends Priced {
  /** What as many outputs were expected to cost. */
  readonly expected: MicroCredits;
}

/** A generation, or a quote. */
type PricedBefore = Pick<
  Generation,
  'model' | 'parameters' | 'prompt' | 'count' | 'priceVersion' | 'costEstimate' | 'maxCost'
>;

type Asked = Pick<Generation, 'model' | 'parameters' | 'prompt' | 'costEstimate'>;

/** Undefined when they have no price: the book or the model is unknown, or a measure that the price needs is missing. */
export function priceDelivered(
  book: PriceBook | undefined,
  asked: Asked,
  outputs: readonly StoredOutput[],
): DeliveredPrice | undefined {
  const model = book?.model(asked.model);
  if (model === undefined) return undefined;
  const { parameters, prompt } = asked;
  const effective = effectiveCost({ model: model.price, parameters, prompt, outputs });
  if (!effective.ok) return undefined;
  const { lines, total } = effective.priced;
  return { lines, total, expected: expectedFor(model.price, asked, outputs.length) };
}

/** More than anyone may ask for has no estimate; what was asked for does. */
function expectedFor(model: Parameters<typeof estimateCost>[0]['model'], asked: Asked, count: number): MicroCredits {
  if (count === 0) return ZERO;
  const { parameters, prompt, costEstimate } = asked;
  const expected = estimateCost({ model, parameters, prompt, count });
  return expected.ok ? expected.estimate.total : costEstimate;
}

/** The plan of what was priced before, with the numbers of then; undefined when its book is unknown. */
export function planOf(book: PriceBook | undefined, priced: PricedBefore): GenerationPlan | undefined {
  const model = book?.model(priced.model);
  if (model === undefined) return undefined;
  const { parameters, prompt, count, priceVersion, costEstimate, maxCost } = priced;
  const again = estimateCost({ model: model.price, parameters, prompt, count });
  if (!again.ok) return undefined;
  const estimate = { ...again.estimate, total: costEstimate, maxCost };
  return { model, parameters, prompt, count, estimate, priceVersion };
}

/** Once it has ended, the lines of what was delivered; before, those of the estimate. None when its book is unknown. */
export function linesOf(book: PriceBook | undefined, generation: Generation): readonly CostLine[] {
  return isTerminal(generation.status)
    ? (priceDelivered(book, generation, generation.outputs)?.lines ?? [])
    : (planOf(book, generation)?.estimate.lines ?? []);
}
