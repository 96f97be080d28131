// What a generation's work may consist of, by the price book it was accepted with.
import type { Catalog } from '../catalog/index.ts';
import type { Generation } from './generation.ts';
import type { ExpectedOutputs } from './provider.ts';

/** Undefined when nobody knows its model any more. */
export async function expectedOutputs(catalog: Catalog, generation: Generation): Promise<ExpectedOutputs | undefined> {
  const book = (await catalog.priceBook(generation.priceVersion)) ?? catalog.current();
  const kind = book.model(generation.model)?.kind;
  return kind === undefined ? undefined : { kind, count: generation.count };
}
