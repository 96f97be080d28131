// From the text of an operation to something that may be executed, for the WebSocket; over HTTP Apollo does the same.
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../../../callers/index.ts';
import { checkOperation } from './check-operation.ts';
import { MOST_ERRORS, QUERY_LIMITS } from './query-limits.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export interface OperationText {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** Of a trusted document; the text is then empty. */
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

export interface OperationRules {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly hideSuggestions: boolean;
  /** Of this schema and these rules. */
  readonly known: KnownDocuments;
  /** Any document is run when absent. */
  readonly trusted?: TrustedDocuments | undefined;
}

/** The operation was refused before it ran. */
export class RefusedOperation extends Error {
  override readonly name = 'RefusedOperation';
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('the operation was refused');
    this.errors = errors;
  }
}

/** Parses, validates, and checks variables, scopes and arguments. Throws RefusedOperation, FORBIDDEN_SCOPE or BAD_USER_INPUT. */
export function readOperation(given: OperationRules, text: OperationText, viewer: Viewer): ExecutionArgs {
  const { schema } = given;
  const asked = given.trusted === undefined ? text.query : String(given.trusted.textOf(text));
  const document = given.known.get(asked, (query) => readDocument(given, query));
  const operation = getOperationAST(document, text.operationName);
  if (operation === null || operation === undefined) {
    const error = new GraphQLError('The document has no such operation.');
    throw new RefusedOperation(withCode([error], 'OPERATION_RESOLUTION_FAILURE'));
  }
  const variables = text.variables ?? {};
  const { hideSuggestions } = given;
  const options = { maxErrors: MOST_ERRORS, hideSuggestions };
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, options);
  if (coerced.errors !== undefined) throw new RefusedOperation(withCode(coerced.errors, 'BAD_USER_INPUT'));
  checkOperation({ schema, document, operation, variables }, viewer);
  return { schema, document, operationName: text.operationName, variableValues: variables };
}

function readDocument({ schema, rules, hideSuggestions }: OperationRules, query: string): DocumentNode {
  const document = parseText(query);
  const errors = validate(schema, document, rules, { maxErrors: MOST_ERRORS, hideSuggestions });
  if (errors.length > 0) throw new RefusedOperation(withCode(errors, 'GRAPHQL_VALIDATION_FAILED'));
  return document;
}

function parseText(query: string): DocumentNode {
  try {
    return parse(query, { maxLexicalTokens: QUERY_LIMITS.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) throw new RefusedOperation(withCode([error], 'GRAPHQL_PARSE_FAILED'));
    throw error;
  }
}

function withCode(errors: readonly GraphQLError[], code: string): GraphQLError[] {
  return errors.map((error) => {
    const { message, nodes = null, source = null, positions = null, extensions } = error;
    return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...extensions } });
  });
}

// Texts of operations that were found valid before: a thousand clients that ask the same are parsed once, and hold one
// document between them.

/** A longer text is read each time. */
const LONGEST_TEXT = 5_000;
const MOST_DOCUMENTS = 500;

export interface KnownDocuments {
  /** `read` throws for a text that is not valid; that is not remembered. */
  get(text: string, read: (text: string) => DocumentNode): DocumentNode;
}

/** For one schema and one set of rules. */
export function createKnownDocuments(): KnownDocuments {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS });
  return {
    get: (text, read) => {
      const known = documents.get(text);
      if (known !== undefined) return known;
      const document = read(text);
      if (text.length <= LONGEST_TEXT) documents.set(text, document);
      return document;
    },
  };
}
