// What an account would have paid for its own last generations with another model, or by another price book. Nothing is written.
import type { Catalog } from '../../catalog/index.ts';
import type { Sql } from '../../database/index.ts';
import type { Generation } from '../generation.ts';
import { findEnded } from '../read/find-ended.ts';
import { readGenerations } from '../read/generations.ts';
import type { RehearsedSum, UnpricedGenerations } from './rehearsal.ts';
import { createRehearsalTally } from './tally-rehearsal.ts';

export interface WhatIfAsked {
  readonly accountId: string;
  readonly since: Date;
  /** Of this model only; all when undefined. */
  readonly model: string | undefined;
  /** The model to price them with; their own when undefined. */
  readonly instead: string | undefined;
  /** A published price book; the one in force when undefined. */
  readonly priceVersion: string | undefined;
}

export interface WhatIfReport {
  readonly total: RehearsedSum;
  readonly unpriced: readonly UnpricedGenerations[];
  /** False when there are more generations than are looked at: these are the newest. */
  readonly isWhole: boolean;
}

export type WhatIfOutcome =
  | { readonly status: 'priced'; readonly report: WhatIfReport }
  | { readonly status: 'refused'; readonly code: 'MODEL_NOT_FOUND' | 'PRICE_BOOK_NOT_FOUND' };

/** Some milliseconds of arithmetic; other requests run between two batches. */
const BATCH = 500;
const MOST = 5_000;

interface WhatIfServices {
  readonly database: Sql;
  readonly catalog: Pick<Catalog, 'current' | 'priceBook'>;
  readonly now: () => Date;
}

export async function whatIf(services: WhatIfServices, asked: WhatIfAsked): Promise<WhatIfOutcome> {
  const { catalog, now } = services;
  const { since, instead, priceVersion } = asked;
  const book = priceVersion === undefined ? catalog.current() : await catalog.priceBook(priceVersion);
  if (book === undefined) return { status: 'refused', code: 'PRICE_BOOK_NOT_FOUND' };
  if (instead !== undefined && book.model(instead) === undefined) return { status: 'refused', code: 'MODEL_NOT_FOUND' };
  const tally = createRehearsalTally(book);
  let looked = 0;
  for await (const batch of newestDelivered(services.database, asked)) {
    looked += batch.length;
    for (const { cost, ...generation } of batch) {
      if (cost !== undefined) tally.add({ ...generation, model: instead ?? generation.model, cost });
    }
  }
  const { total, unpriced } = tally.report({ from: since, to: now() });
  return { status: 'priced', report: { total, unpriced, isWhole: looked < MOST } };
}

async function* newestDelivered(sql: Sql, { accountId, model, since }: WhatIfAsked): AsyncGenerator<Generation[]> {
  const page = {
    accountId,
    statuses: ['SUCCEEDED'] as const,
    models: model === undefined ? undefined : [model],
    since,
  };
  let beforeId: string | undefined;
  for (let looked = 0; looked < MOST; looked += BATCH) {
    const ids: readonly string[] = await findEnded(sql, { ...page, beforeId, limit: BATCH });
    yield await readGenerations(sql, accountId, ids);
    if (ids.length < BATCH) return;
    beforeId = ids.at(-1);
  }
}
