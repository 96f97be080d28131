// Publishes a price book: checks all of it, compares it with the one it takes over from, and adds a row. Nothing is ever
// changed or removed, so whatever happens, the books before it are there.
import type { Database, Transaction } from '../../database/index.ts';
import { stateOf } from '../decide/decide-book-in-force.ts';
import type { ListedBook, PublishedBook } from '../follow/published-book.ts';
import { readBooks } from '../follow/read-books.ts';
import type { Storefront } from '../sell/model.ts';
import { checkDocument } from './check-document.ts';
import { insertBook, lockPublishing } from './insert-book.ts';
import { preparePublication } from './prepare-publication.ts';
import type { PublicationOutcome, PublicationPlan, PublicationRequest } from './publication.ts';

export interface Publishing {
  readonly database: Database;
  /** The storefront in use. */
  readonly name: string;
  readonly now: () => Date;
}

/**
 * Replayed when the book in force at `effectiveAt` has this very content: nothing would change. Going back to an older
 * content makes a new book, with a new number and the older version. The caller refreshes its catalogue.
 */
export async function publishPriceBook(
  publishing: Publishing,
  request: PublicationRequest,
): Promise<PublicationOutcome> {
  const checked = checkDocument(request.document, publishing.name);
  if (!checked.ok) return { status: 'refused', refusal: checked.refusal };
  const { storefront } = checked;
  return publishing.database.transaction(async (tx) => {
    await lockPublishing(tx, storefront.name);
    return publishUnderLock(tx, { ...request, storefront, now: publishing.now() });
  });
}

/** The clock is read under the lock: of two that are published at once, the one with the greater number is not earlier. */
async function publishUnderLock(
  tx: Transaction,
  request: PublicationRequest & { readonly storefront: Storefront; readonly now: Date },
): Promise<PublicationOutcome> {
  const { storefront, effectiveAt, now, force = false } = request;
  const prepared = await preparePublication(tx, { storefront, effectiveAt, force, now });
  if (!prepared.ok) return { status: 'refused', refusal: prepared.refusal };
  const { plan } = prepared;
  if (plan.isReplay && plan.replaces !== undefined) {
    return { status: 'replayed', book: await listed(tx, plan.replaces, now), differences: [] };
  }
  const book = await insertBook(tx, newBook(request, plan));
  request.alongside?.(tx);
  return { status: 'published', book: await listed(tx, book, now), differences: plan.differences };
}

async function listed(tx: Transaction, book: PublishedBook, now: Date): Promise<ListedBook> {
  return { ...book, state: stateOf(book, await readBooks(tx, book.storefront), now) };
}

/** An immediate one is in force from the moment it was published, by the clock that is ahead. */
function newBook(request: PublicationRequest & { readonly now: Date }, plan: PublicationPlan) {
  const { effectiveAt, storefront } = plan;
  return {
    storefront: storefront.name,
    version: storefront.priceVersion,
    document: request.document,
    effectiveAt,
    publishedAt: request.effectiveAt === undefined ? effectiveAt : request.now,
    publishedBy: request.publishedBy,
  };
}
