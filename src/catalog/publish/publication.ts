// What publishing a price book takes and what comes of it.

import type { Sends } from '../../database/index.ts';
import type { StorefrontDifference } from '../compare/difference.ts';
import type { ListedBook, PublishedBook } from '../follow/published-book.ts';
import type { Storefront } from '../sell/model.ts';

export interface PublicationRequest {
  /** A storefront file's text. */
  readonly document: string;
  /** When it comes into force; undefined: at once. */
  readonly effectiveAt?: Date | undefined;
  /** Publishes prices that differ more than ten times, too. */
  readonly force?: boolean | undefined;
  /** Id of the API key that publishes; undefined for the command line. */
  readonly publishedBy?: string | undefined;
  /** Statements of the caller's, in the same transaction. */
  readonly alongside?: ((tx: Sends) => void) | undefined;
}

export interface PublicationRefusal {
  readonly code: 'INVALID_PARAMETER';
  /** Names the line and the place in the document where there is one. */
  readonly message: string;
  /** From the request: ['document'], ['effectiveAt'] or ['force']. */
  readonly path: readonly string[];
  /** What would have been accepted, in words. */
  readonly allowed: readonly string[];
}

/** A document that could be published, beside the book it would take over from. */
export interface PublicationPlan {
  readonly storefront: Storefront;
  readonly effectiveAt: Date;
  /** In force at that moment otherwise; undefined when there is none yet. */
  readonly replaces: PublishedBook | undefined;
  /** Replaces a book of the same content: nothing would change. */
  readonly isReplay: boolean;
  readonly differences: readonly StorefrontDifference[];
  /** Why it takes `force`, a sentence each; empty when it does not. */
  readonly absurdities: readonly string[];
}

export type PublicationOutcome =
  | {
      readonly status: 'published' | 'replayed';
      readonly book: ListedBook;
      readonly differences: readonly StorefrontDifference[];
    }
  | { readonly status: 'refused'; readonly refusal: PublicationRefusal };

export const publicationRefusal = (path: string, message: string, allowed: readonly string[]): PublicationRefusal => ({
  code: 'INVALID_PARAMETER',
  message,
  path: [path],
  allowed,
});
