// Whether a text is a storefront file that this deployment can publish.
import { parseStorefront } from '../file/load-storefront.ts';
import { StorefrontError } from '../file/storefront-error.ts';
import type { Storefront } from '../sell/model.ts';
import { type PublicationRefusal, publicationRefusal } from './publication.ts';

export type DocumentCheck =
  | { readonly ok: true; readonly storefront: Storefront }
  | { readonly ok: false; readonly refusal: PublicationRefusal };

const refuse = (message: string, allowed: readonly string[]): DocumentCheck => ({
  ok: false,
  refusal: publicationRefusal('document', message, allowed),
});

/** `name` is the storefront in use: a book of another one would never come into force. */
export function checkDocument(document: string, name: string): DocumentCheck {
  // PostgreSQL would keep another text than the one whose hash is the version.
  if (!document.isWellFormed()) return refuse('document: has half a surrogate pair.', ['well-formed Unicode text']);
  try {
    const storefront = parseStorefront(document, 'document');
    if (storefront.name === name) return { ok: true, storefront };
    return refuse(`document: name: is "${storefront.name}", and the storefront in use is "${name}".`, [name]);
  } catch (error) {
    if (!(error instanceof StorefrontError)) throw error;
    return refuse(error.message, ['the text of a storefront file']);
  }
}
