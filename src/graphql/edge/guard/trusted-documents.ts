// Documents that were written down before the gateway started: each is named by the SHA-256 of its text, as codegen names it. A client
// sends the name instead of the text; where only these are trusted, nothing else is run.
import { hash } from 'node:crypto';
import { untrustedDocument } from '../errors/request-errors.ts';

export interface DocumentRequest {
  readonly query?: unknown;
  /** `sha256:…`, or the digits alone. */
  readonly documentId?: unknown;
  /** Apollo's way: `{ persistedQuery: { sha256Hash } }`. */
  readonly extensions?: unknown;
}

export interface TrustedDocuments {
  /** The text to run in place of what was sent; throws DOCUMENT_NOT_TRUSTED. What is not a text at all is left to GraphQL. */
  textOf(request: DocumentRequest): unknown;
}

/** How a text is named. */
export const documentIdOf = (text: string): string => hash('sha256', text, 'hex');

export const withoutAlgorithm = (id: string): string => id.replace(/^sha256:/, '');

/** Texts by `documentIdOf`. `only`: a text that is not among them is refused; `allow`: it is run. */
export function createTrustedDocuments(
  documents: ReadonlyMap<string, string>,
  mode: 'allow' | 'only',
): TrustedDocuments {
  return {
    textOf: (request) => {
      const { query } = request;
      const id = idIn(request);
      if (id === undefined) return mode === 'only' ? trustedText(documents, query) : query;
      const text = documents.get(id);
      if (text === undefined) throw untrustedDocument('No trusted document has this id.');
      // A text beside the id must be that document: whoever reads logs or caches by id would be deceived.
      const isOther = query !== undefined && query !== null && query !== '' && query !== text;
      if (isOther) throw untrustedDocument('The text that was sent is not the document of this id.');
      return text;
    },
  };
}

function trustedText(documents: ReadonlyMap<string, string>, query: unknown): string {
  const text = typeof query === 'string' ? documents.get(documentIdOf(query)) : undefined;
  if (text === undefined) throw untrustedDocument('This gateway runs trusted documents only: send the id of one.');
  return text;
}

/** Undefined when none was sent. */
function idIn({ documentId, extensions }: DocumentRequest): string | undefined {
  const ids = [documentId, hashIn(extensions)].filter((id) => id !== undefined && id !== null);
  const names = ids.map((id) => (typeof id === 'string' ? withoutAlgorithm(id) : undefined));
  const [first] = names;
  if (names.some((name) => name === undefined || name !== first)) {
    throw untrustedDocument('The id of a document is one text, wherever it is sent.');
  }
  return first;
}

function hashIn(extensions: unknown): unknown {
  const persisted = memberOf(extensions, 'persistedQuery');
  return persisted === undefined || persisted === null ? undefined : (memberOf(persisted, 'sha256Hash') ?? 0);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What is left of the extensions once the document was found. */
export function withoutPersistedQuery(extensions: unknown): unknown {
  if (memberOf(extensions, 'persistedQuery') === undefined) return extensions;
  const { persistedQuery: _found, ...rest } = extensions as Record<string, unknown>;
  return rest;
}
