// What is thrown: a request that was not answered, or not with data. Refusals (userErrors) are values, never thrown.

/** One error of a GraphQL answer. */
export interface GraphqlProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Codes that the client gives by itself; all others are the gateway's `extensions.code`, such as UNAUTHENTICATED. */
export type ClientErrorCode =
  /** No answer came: whether the gateway did what it was asked is unknown. */
  | 'NETWORK_ERROR'
  /** No answer came in time. */
  | 'TIMEOUT'
  /** What answered is no Tollgate gateway, or something stands in front of it. */
  | 'INVALID_ANSWER'
  /** The socket was refused or lost, and not found again. */
  | 'SOCKET_CLOSED';

/** `string & {}` keeps the known codes in an editor's list. */
export type TollgateErrorCode =
  | ClientErrorCode
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN_SCOPE'
  | 'FORBIDDEN_CLIENT_TOKEN'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'INTERNAL_SERVER_ERROR'
  | (string & {});

export interface TollgateErrorFacts {
  readonly code: TollgateErrorCode;
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number | undefined;
  readonly requestId?: string | undefined;
  readonly status?: number | undefined;
  readonly problems?: readonly GraphqlProblem[];
  readonly cause?: unknown;
}

/** A request that was not answered with data. */
export class TollgateError extends Error {
  override readonly name = 'TollgateError';
  /** For programs: the gateway's `extensions.code`, or the client's own (ClientErrorCode). */
  readonly code: TollgateErrorCode;
  /** Whether the same request may succeed later without any change. */
  readonly retryable: boolean;
  /** How long to wait before asking again, where the gateway has said so. */
  readonly retryAfterSeconds: number | undefined;
  /** Names the request in the gateway's log: give it to whoever runs the gateway. */
  readonly requestId: string | undefined;
  /** HTTP status, where there was an answer over HTTP. */
  readonly status: number | undefined;
  /** All errors of the answer, with their paths and extensions. */
  readonly problems: readonly GraphqlProblem[];

  constructor(message: string, facts: TollgateErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.requestId = facts.requestId;
    this.status = facts.status;
    this.problems = facts.problems ?? [];
  }
}

const RETRYABLE_CODES: readonly string[] = ['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'];

export interface AnswerHead {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** The errors of one GraphQL answer as one: the first gives the code, all give the words. */
export function errorOfProblems(problems: readonly GraphqlProblem[], head: AnswerHead = {}): TollgateError {
  const extensions = problems[0]?.extensions ?? {};
  const code = textOf(extensions['code']) ?? 'INVALID_ANSWER';
  return new TollgateError(problems.map(({ message }) => message).join('\n'), {
    code,
    // One that cannot succeed makes the whole request one that cannot.
    retryable: problems.length > 0 && problems.every(isRetryable),
    retryAfterSeconds: numberOf(extensions['retryAfterSeconds']) ?? head.retryAfterSeconds,
    requestId: textOf(extensions['requestId']),
    status: head.status,
    problems,
  });
}

function isRetryable({ extensions = {} }: GraphqlProblem): boolean {
  const said = extensions['retryable'];
  return typeof said === 'boolean' ? said : RETRYABLE_CODES.includes(textOf(extensions['code']) ?? '');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
