// A request over HTTP with the text of its trusted document in place of the id.
import type { FastifyRequest } from 'fastify';
import { type TrustedDocuments, withoutPersistedQuery } from '../../graphql/index.ts';

export interface Asked {
  /** From the question mark on. */
  readonly search: string;
  readonly body: unknown;
}

/** Throws DOCUMENT_NOT_TRUSTED. */
export function trustedRequest(
  { method, body }: Pick<FastifyRequest, 'method' | 'body'>,
  search: string,
  documents: TrustedDocuments | undefined,
): Asked {
  if (documents === undefined) return { search, body };
  return method === 'GET'
    ? { search: trustedSearch(search, documents), body }
    : { search, body: trustedBody(body, documents) };
}

/** What is no object is refused by GraphQL over HTTP itself, whatever it says: batches too. */
function trustedBody(body: unknown, documents: TrustedDocuments): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { documentId: _id, ...asked } = body as Record<string, unknown>;
  const extensions = withoutPersistedQuery(asked['extensions']);
  return { ...asked, query: documents.textOf(body), ...(extensions === undefined ? {} : { extensions }) };
}

function trustedSearch(search: string, documents: TrustedDocuments): string {
  const given = new URLSearchParams(search);
  const extensions = parse(given.get('extensions'));
  const query = documents.textOf({
    query: given.get('query') ?? undefined,
    documentId: given.get('documentId') ?? undefined,
    extensions,
  });
  given.delete('documentId');
  // One of each: the first was looked at, and only that may be run.
  if (typeof query === 'string') given.set('query', query);
  const rest = withoutPersistedQuery(extensions);
  if (rest !== extensions) given.set('extensions', JSON.stringify(rest));
  return `?${given.toString()}`;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
