// Which model a name means. Pure.
import type { Model, PriceBook } from '../../catalog/index.ts';

export type NamedModel =
  | {
      readonly status: 'found';
      readonly model: Model;
      /** The only provider that may run it. */
      readonly pinned: string | undefined;
    }
  | { readonly status: 'ambiguous'; readonly identifiers: readonly string[] }
  | { readonly status: 'unknown' };

type Book = Pick<PriceBook, 'model' | 'models'>;

/**
 * An identifier; one behind a provider's name (`fal/bfl/flux-1.1-pro`), which gives up the other providers; or, of either, what
 * follows the last slash, where only one model that is sold ends so (`flux-1.1-pro`). The longer meaning wins.
 */
export function decideModel(name: string, book: Book): NamedModel {
  const exact = book.model(name);
  if (exact !== undefined) return { status: 'found', model: exact, pinned: undefined };
  const slash = name.indexOf('/');
  if (slash < 0) return byLastPart(name, book);
  const behind = decideUnpinned(name.slice(slash + 1), book);
  return behind.status === 'found' ? { ...behind, pinned: name.slice(0, slash) } : behind;
}

function decideUnpinned(name: string, book: Book): NamedModel {
  const exact = book.model(name);
  if (exact !== undefined) return { status: 'found', model: exact, pinned: undefined };
  return name.includes('/') ? { status: 'unknown' } : byLastPart(name, book);
}

function byLastPart(name: string, book: Book): NamedModel {
  const ending = book.models({ available: true }).filter(({ identifier }) => identifier.endsWith(`/${name}`));
  const [model, ...others] = ending;
  if (model === undefined) return { status: 'unknown' };
  if (others.length > 0) return { status: 'ambiguous', identifiers: ending.map(({ identifier }) => identifier) };
  return { status: 'found', model, pinned: undefined };
}
