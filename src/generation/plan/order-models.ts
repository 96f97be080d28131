// Models in the order of what the same request would cost with each. In steps: pricing ten thousand models takes 40 milliseconds, in which
// nobody else would be answered.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Model, ModelFilter, PriceBook } from '../../catalog/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { PlanRequest } from './generation-plan.ts';
import { planGeneration } from './plan-generation.ts';

export interface PricedModelPlace {
  readonly model: Model;
  /** Micro-credits that the request is expected to cost; undefined when it does not fit the model. */
  readonly price: MicroCredits | undefined;
}

export interface ModelsByPrice {
  readonly filter: ModelFilter;
  readonly request: Omit<PlanRequest, 'model'>;
  readonly direction: 'ASC' | 'DESC';
}

/** Models of a step: about a millisecond. */
const STEP = 250;

/** Equal prices in the order of the identifiers; models that the request does not fit come last, whatever the direction. */
export async function orderModelsByPrice(
  book: PriceBook,
  { filter, request, direction }: ModelsByPrice,
): Promise<readonly PricedModelPlace[]> {
  const places: PricedModelPlace[] = [];
  for (const model of book.models(filter)) {
    if (places.length % STEP === STEP - 1) await nextTurn();
    places.push({ model, price: priceOf(book, model, request) });
  }
  const sign = direction === 'ASC' ? 1 : -1;
  // The models come in the order of their identifiers, and the sort keeps it.
  return places.toSorted((one, other) => comparePrices(one.price, other.price, sign));
}

function priceOf(book: PriceBook, model: Model, request: ModelsByPrice['request']): MicroCredits | undefined {
  if (!model.available) return undefined;
  const outcome = planGeneration(book, { ...request, model: model.identifier });
  return outcome.status === 'planned' ? outcome.plan.estimate.total : undefined;
}

/** The order of two places; 0 for equal prices, and for two without one. */
export function comparePrices(one: MicroCredits | undefined, other: MicroCredits | undefined, sign: 1 | -1): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -sign : sign;
}
