// What the generation's own price book says of its model, as far as the work goes, and in which order providers are tried.
import type { Catalog, PriceBook } from '../../catalog/index.ts';
import type { Generation } from '../generation.ts';
import type { ExpectedOutputs } from '../provider.ts';
import { chooseProviders } from './decide/choose-providers.ts';
import type { ProviderHealth } from './provider-health.ts';
import type { Work } from './run-attempt.ts';

interface PlanServices {
  readonly catalog: Catalog;
  readonly health: Pick<ProviderHealth, 'conditions'>;
}

/** A book that this database does not know is stood in for by the one in force. A model that neither has is run by nobody. */
export async function planWork({ catalog, health }: PlanServices, generation: Generation): Promise<Work> {
  const book = (await catalog.priceBook(generation.priceVersion)) ?? catalog.current();
  return workBy(book, health, generation);
}

/** The same where it needs no reading: the generation goes by the book in force. Otherwise undefined. */
export function planWorkAtOnce({ catalog, health }: PlanServices, generation: Generation): Work | undefined {
  const book = catalog.current();
  return book.storefront.priceVersion === generation.priceVersion ? workBy(book, health, generation) : undefined;
}

function workBy(book: PriceBook, health: PlanServices['health'], generation: Generation): Work {
  const model = book.model(generation.model);
  if (model === undefined) return { kind: 'IMAGE', upstream: [], order: [], deadlineSeconds: 0 };
  const { kind, upstream, providers: offered, deadlineSeconds } = model;
  const { providerOrder: wanted, id: draw } = generation;
  const order = chooseProviders({ offered, upstream, wanted, conditions: health.conditions(), draw });
  return { kind, upstream, order, deadlineSeconds };
}

/** Undefined when nobody knows its model any more. */
export async function expectedOutputs(catalog: Catalog, generation: Generation): Promise<ExpectedOutputs | undefined> {
  const book = (await catalog.priceBook(generation.priceVersion)) ?? catalog.current();
  const kind = book.model(generation.model)?.kind;
  return kind === undefined ? undefined : { kind, count: generation.count };
}
