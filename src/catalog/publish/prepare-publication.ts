// Everything there is to know of a publication before it is one. Publishing and rehearsing begin with the same look.
import type { Sql } from '../../database/index.ts';
import { absurdChanges } from '../compare/absurd-changes.ts';
import { compareStorefronts } from '../compare/compare-storefronts.ts';
import { bookInForce, momentOfImmediate, nextInForce } from '../decide/decide-book-in-force.ts';
import { inWords, refuseAbsurdity, refuseMissingPlans, refusePast } from '../decide/decide-publication.ts';
import { StorefrontError } from '../file/storefront-error.ts';
import type { PublishedBook } from '../follow/published-book.ts';
import { readBooks, readPriceBook } from '../follow/read-books.ts';
import type { Storefront } from '../sell/model.ts';
import type { PublicationPlan, PublicationRefusal } from './publication.ts';

export interface Preparation {
  readonly storefront: Storefront;
  readonly effectiveAt: Date | undefined;
  readonly force: boolean;
  readonly now: Date;
}

export type PreparedPublication =
  | { readonly ok: true; readonly plan: PublicationPlan }
  | { readonly ok: false; readonly refusal: PublicationRefusal };

const refused = (refusal: PublicationRefusal): PreparedPublication => ({ ok: false, refusal });

export async function preparePublication(sql: Sql, preparation: Preparation): Promise<PreparedPublication> {
  const { storefront, now } = preparation;
  const past = refusePast(preparation.effectiveAt, now);
  if (past !== undefined) return refused(past);
  const books = await readBooks(sql, storefront.name);
  const effectiveAt = preparation.effectiveAt ?? momentOfImmediate(books, now);
  const replaces = bookInForce(books, effectiveAt);
  const isReplay = replaces?.version === storefront.priceVersion;
  const plan = { storefront, effectiveAt, replaces, isReplay, differences: [], absurdities: [] };
  if (isReplay) return { ok: true, plan };
  const before = await lastGoodBefore(sql, books, effectiveAt);
  if (before === undefined) return { ok: true, plan };
  return judge(sql, { ...preparation, before, plan, next: nextInForce(books, effectiveAt) });
}

/** One that this version of the code cannot read is passed over, as it is by the catalogue. */
async function lastGoodBefore(
  sql: Sql,
  books: readonly PublishedBook[],
  moment: Date,
): Promise<Storefront | undefined> {
  const book = bookInForce(books, moment);
  if (book === undefined) return undefined;
  const good = await readIfGood(sql, book);
  return (
    good ??
    lastGoodBefore(
      sql,
      books.filter((other) => other !== book),
      moment,
    )
  );
}

async function readIfGood(sql: Sql, book: PublishedBook): Promise<Storefront | undefined> {
  try {
    return (await readPriceBook(sql, book)).storefront;
  } catch (error) {
    if (error instanceof StorefrontError) return undefined;
    throw error;
  }
}

interface Judgement extends Preparation {
  readonly before: Storefront;
  readonly plan: PublicationPlan;
  readonly next: PublishedBook | undefined;
}

async function judge(sql: Sql, { before, plan, next, storefront, force }: Judgement): Promise<PreparedPublication> {
  const differences = compareStorefronts(before, storefront);
  const changes = absurdChanges(differences);
  const refusal =
    refuseMissingPlans(differences, { missing: 'this storefront', present: 'the price book before it' }) ??
    (await refuseLaterMissing(sql, storefront, next)) ??
    refuseAbsurdity(changes, force);
  if (refusal !== undefined) return refused(refusal);
  return { ok: true, plan: { ...plan, differences, absurdities: changes.map(inWords) } };
}

/** A plan that this book brings, and the one scheduled after it would take away again. */
async function refuseLaterMissing(
  sql: Sql,
  storefront: Storefront,
  next: PublishedBook | undefined,
): Promise<PublicationRefusal | undefined> {
  const later = next === undefined ? undefined : await readIfGood(sql, next);
  if (next === undefined || later === undefined) return undefined;
  const missing = `price book ${next.number}, scheduled for ${next.effectiveAt.toISOString()},`;
  return refuseMissingPlans(compareStorefronts(storefront, later), { missing, present: 'this storefront' });
}
