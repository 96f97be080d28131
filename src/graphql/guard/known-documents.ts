// Texts of operations that were found valid before: a thousand clients that ask the same are parsed once, and hold one
// document between them.
import type { DocumentNode } from 'graphql';

/** A longer text is read each time. */
const LONGEST_TEXT = 5_000;
const MOST_DOCUMENTS = 500;

export interface KnownDocuments {
  /** `read` throws for a text that is not valid; that is not remembered. */
  get(text: string, read: (text: string) => DocumentNode): DocumentNode;
}

/** For one schema and one set of rules. */
export function createKnownDocuments(): KnownDocuments {
  const documents = new Map<string, DocumentNode>();
  return {
    get: (text, read) => {
      const known = documents.get(text);
      const document = known ?? read(text);
      if (text.length > LONGEST_TEXT) return document;
      // The last one asked for stands last; the first one is let go.
      documents.delete(text);
      documents.set(text, document);
      for (const oldest of documents.keys()) {
        if (documents.size <= MOST_DOCUMENTS) break;
        documents.delete(oldest);
      }
      return document;
    },
  };
}
