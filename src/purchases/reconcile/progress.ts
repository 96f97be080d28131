// How far a round of reconciliation is. It tells what it knows anyway: nothing is asked for it.

/** In the order of a round. */
export const RECONCILIATION_STEPS = [
  'refunds and disputes',
  'events',
  'checkouts',
  'top-ups',
  'invoices',
  'unpaid purchases',
  'credits',
  'findings',
] as const;

export interface ReconciliationProgress {
  readonly step: (typeof RECONCILIATION_STEPS)[number];
  /** Looked at by now. */
  readonly done: number;
  /** Of how many; absent where they are read page by page and nobody says how many there are. */
  readonly all?: number;
  /** Of the provider's lists, which go from `to`, which is now, back to `from`: how far back it is. */
  readonly span?: { readonly from: Date; readonly to: Date; readonly reached: Date };
}

export type OnReconciliationProgress = (progress: ReconciliationProgress) => void;

/** Each of them, counted when the next one is asked for. */
export function* counting<Item>(
  items: readonly Item[],
  step: ReconciliationProgress['step'],
  onProgress: OnReconciliationProgress,
): Generator<Item, undefined> {
  let done = 0;
  onProgress({ step, done, all: items.length });
  for (const item of items) {
    yield item;
    done += 1;
    onProgress({ step, done, all: items.length });
  }
}

interface Listing {
  readonly step: ReconciliationProgress['step'];
  readonly from: Date;
  readonly to: Date;
}

/** The pages of a list, counted when the next one is asked for. The lists of the provider give no total, but begin with what is newest. */
export async function* countingPages<Event extends { readonly createdAt: Date }>(
  pages: AsyncIterable<readonly Event[]>,
  { step, from, to }: Listing,
  onProgress: OnReconciliationProgress,
): AsyncGenerator<readonly Event[], undefined> {
  let done = 0;
  const reach = (reached: Date): void => onProgress({ step, done, span: { from, to, reached } });
  reach(to);
  for await (const page of pages) {
    yield page;
    done += page.length;
    reach(page.at(-1)?.createdAt ?? to);
  }
  reach(from);
}
