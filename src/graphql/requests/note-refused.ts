// Operations that were refused before anything of them ran: a scope that the key lacks, an input that is none, an operation that costs
// too much. Their calls that would have generated or estimated are noted by the fields that the document names.

import { type DocumentNode, type GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { type Services, type Viewer } from '../../callers/index.ts';
import type { RequestEndpoint } from '../../requests/index.ts';
import { problemOf } from './note-payload.ts';

/** By field. Asked for whatever name a document has, `__proto__` among them. */
const ENDPOINTS: ReadonlyMap<string, RequestEndpoint> = new Map([
  ['generate', 'GENERATE'],
  ['estimate', 'ESTIMATE'],
  ['estimates', 'ESTIMATES'],
  ['quote', 'QUOTE'],
]);

/** As many as one operation may have of a field. */
const MOST_FIELDS = 15;

interface Refused {
  readonly services: Pick<Services, 'requests'>;
  readonly viewer: Viewer;
}

/** `document`: undefined when it could not be parsed. An error with a path comes from a field that ran, which has noted it. */
export function noteRefused(
  { services, viewer }: Refused,
  document: DocumentNode | undefined,
  errors: readonly GraphQLError[],
): void {
  const [error] = errors;
  if (document === undefined || error === undefined || errors.some(({ path }) => path !== undefined)) return;
  const { code, message } = problemOf(error);
  for (const endpoint of endpointsOf(document)) {
    services.requests.note({
      ...{ accountId: viewer.account.id, apiKeyId: viewer.key.id, endpoint, status: 'REJECTED' },
      ...{ errorCode: code, errorMessage: message },
    });
  }
}

/** The same for a text that may be none of GraphQL. */
export function noteRefusedText(refused: Refused, text: unknown, errors: readonly GraphQLError[]): void {
  if (typeof text !== 'string') return;
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true, maxTokens: 2_000 });
  } catch {
    return;
  }
  noteRefused(refused, document, errors);
}

function endpointsOf({ definitions }: DocumentNode): RequestEndpoint[] {
  const operations = definitions.filter(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const fields = operations.flatMap(({ selectionSet }) => selectionSet.selections).slice(0, MOST_FIELDS);
  return fields.flatMap((field) => {
    const endpoint = field.kind === Kind.FIELD ? ENDPOINTS.get(field.name.value) : undefined;
    return endpoint === undefined ? [] : [endpoint];
  });
}
