// Most requests are a POST of JSON with a text and variables, and HTTP has nothing to say about them. Those go to Apollo as an operation
// and not as a request: its plugins, limits and masking see them like any other, and it need not read headers and body once more
// (docs/decisions/0082-the-short-road.md).
import { type GraphQLRequest, HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';

type Headers = FastifyRequest['headers'];

/** As Apollo wants it; the headers only when somebody looks at them. */
export class AskedOverHttp implements HTTPGraphQLRequest {
  readonly method: string;
  readonly search: string;
  readonly body: unknown;
  readonly #given: Headers;
  #headers: HeaderMap | undefined;

  constructor({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>, search: string, body: unknown) {
    this.method = method;
    this.search = search;
    this.body = body;
    this.#given = headers;
  }

  get headers(): HeaderMap {
    this.#headers ??= headersOf(this.#given);
    return this.#headers;
  }
}

function headersOf(headers: Headers): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** What is not of this form is Apollo's to judge, by the rules of GraphQL over HTTP. */
export function usualOperation(asked: HTTPGraphQLRequest): GraphQLRequest | undefined {
  const { method, body } = asked;
  if (method !== 'POST' || !isObject(body) || !isUsual(body)) return undefined;
  const { query, variables, operationName } = body;
  const operation: GraphQLRequest = { query, http: asked };
  if (isObject(variables)) operation.variables = variables;
  if (typeof operationName === 'string') operation.operationName = operationName;
  return operation;
}

interface UsualBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

function isUsual(body: object): body is UsualBody {
  const { query, variables = null, operationName = null, extensions = null } = body as Record<string, unknown>;
  if (typeof query !== 'string' || query === '' || extensions !== null) return false;
  return (variables === null || isObject(variables)) && (operationName === null || typeof operationName === 'string');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Clients send the same few headers with every request. */
const REMEMBERED = 100;
const LONGEST_HEADER = 200;

export interface AnswerTypes {
  /** The content-type that Apollo answered such headers with; undefined until it was asked. */
  of(headers: Headers): string | undefined;
  /** Of a usual operation. */
  remember(headers: Headers, answer: HTTPGraphQLResponse): void;
}

/**
 * What Apollo decides by headers alone, for a usual operation: whether its content-type comes from no simple form of a page, and what
 * `accept` makes of the answer. It is not worked out here, but remembered from Apollo.
 */
export function createAnswerTypes(): AnswerTypes {
  const known = new LRUCache<string, string>({ max: REMEMBERED });
  return {
    of: (headers) => known.get(keyOf(headers)),
    remember: (headers, { status, headers: answered }) => {
      const key = keyOf(headers);
      const type = answered.get('content-type');
      if (!isJson(headers) || key.length > LONGEST_HEADER) return;
      if (status === undefined && type !== undefined) known.set(key, type);
    },
  };
}

/** What a form of a page can send may have come through for another header, which the next one need not have. */
const isJson = (headers: Headers): boolean => /^application\/json *(;|$)/i.test(headers['content-type'] ?? '');

const keyOf = (headers: Headers): string => `${headers['content-type'] ?? ''}\n${headers.accept ?? ''}`;
