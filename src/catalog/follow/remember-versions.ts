// Price books that are no longer in force, for the generations and quotes that go by them: each read once, few kept.
import type { PriceBook } from '../sell/price-book.ts';

type ReadVersion = (version: string) => Promise<PriceBook | undefined>;

/** Callers that ask at the same time share one read. A version that is not there, and a failed read, are asked for again. */
export function rememberVersions(read: ReadVersion, most: number): ReadVersion {
  const known = new Map<string, Promise<PriceBook | undefined>>();

  const ask = async (version: string): Promise<PriceBook | undefined> => {
    let isFound = false;
    try {
      const book = await read(version);
      isFound = book !== undefined;
      return book;
    } finally {
      if (!isFound) known.delete(version);
    }
  };

  return (version) => {
    const book = known.get(version) ?? ask(version);
    known.delete(version);
    known.set(version, book); // the last one asked for is the last to go
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return book;
  };
}
