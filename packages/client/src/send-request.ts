// Queries and mutations over HTTP, tried again only where that is safe.
import { pauseAfter, type RetryPolicy } from './back-off.ts';
import { type AnswerHead, errorOfProblems, type GraphqlProblem, TollgateError } from './tollgate-error.ts';
import type { DocumentText } from './typed-document.ts';
import { deadline, throwIfAborted, wait } from './waiting.ts';

/**
 * An API key or a client token, or a function that gives one and is asked before every request. `refused` is true when the one it gave
 * last was not accepted: a function that keeps a token then gets another one. Undefined: the request is sent without.
 */
export type Credential =
  | string
  | ((asked: { readonly refused: boolean }) => string | undefined | Promise<string | undefined>);

export interface HttpOptions {
  readonly url: string;
  readonly credential: Credential;
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly retry: RetryPolicy;
}

export interface Operation {
  readonly document: DocumentText;
  readonly variables: unknown;
  /** Whether it may be sent again when nobody knows what became of it. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | undefined;
}

export function credentialOf(
  credential: Credential,
  refused: boolean,
): string | undefined | Promise<string | undefined> {
  return typeof credential === 'function' ? credential({ refused }) : credential;
}

/** The answer's data. Throws TollgateError, or the signal's reason once it is aborted. */
export async function sendRequest(options: HttpOptions, operation: Operation): Promise<unknown> {
  let isRefused = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(options, operation, isRefused);
    } catch (error) {
      if (!(error instanceof TollgateError)) throw error;
      // 401 comes before anything is run: with another credential any operation may be sent again, once.
      const wasRefused: boolean = isRefused;
      isRefused = error.code === 'UNAUTHENTICATED';
      if (isRefused && !wasRefused && typeof options.credential === 'function') continue;
      const pause = mayRepeat(error, operation, options.retry.attempts - attempt)
        ? pauseAfter(attempt, error.retryAfterSeconds, options.retry)
        : undefined;
      if (pause === undefined) throw error;
      await wait(pause, operation.signal);
    }
  }
}

function mayRepeat(error: TollgateError, { isRepeatable }: Operation, left: number): boolean {
  return isRepeatable && error.retryable && left > 0;
}

async function sendOnce(
  options: HttpOptions,
  { document, variables, signal }: Operation,
  refused: boolean,
): Promise<unknown> {
  throwIfAborted(signal);
  const secret = await credentialOf(options.credential, refused);
  throwIfAborted(signal);
  const time = deadline(options.timeoutMilliseconds, signal);
  try {
    const response = await options.fetch(options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
        ...options.headers,
      },
      body: JSON.stringify({ ...document, variables }),
      signal: time.signal,
    });
    return dataOf(await response.text(), headOf(response));
  } catch (error) {
    if (error instanceof TollgateError) throw error;
    throwIfAborted(signal);
    if (time.isOver()) throw timeout(options, error);
    throw noAnswer(options.url, error);
  } finally {
    time.clear();
  }
}

function headOf({ status, headers }: Response): AnswerHead {
  return { status, retryAfterSeconds: readRetryAfter(headers.get('retry-after')) };
}

/** Seconds, or a date: RFC 9110, 10.2.3. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlProblem[];
}

function dataOf(text: string, head: AnswerHead): unknown {
  const { data, errors } = readAnswer(text, head);
  if (errors !== undefined && errors.length > 0) throw errorOfProblems(errors, head);
  if (data === undefined || data === null) throw invalidAnswer(head);
  return data;
}

function readAnswer(text: string, head: AnswerHead): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    throw invalidAnswer(head, error);
  }
  if (typeof answer !== 'object' || answer === null) throw invalidAnswer(head);
  return answer;
}

/** What a proxy says for a gateway that is away; it may be back soon. */
const AWAY: readonly number[] = [429, 502, 503, 504];

function invalidAnswer(head: AnswerHead, cause?: unknown): TollgateError {
  const { status, retryAfterSeconds } = head;
  const message = `The answer (HTTP ${String(status)}) is not one of a Tollgate gateway. Is the address right?`;
  const retryable = status !== undefined && AWAY.includes(status);
  return new TollgateError(message, { code: 'INVALID_ANSWER', retryable, retryAfterSeconds, status, cause });
}

function timeout({ url, timeoutMilliseconds }: HttpOptions, cause: unknown): TollgateError {
  const message = `No answer came from ${url} within ${timeoutMilliseconds} ms.`;
  return new TollgateError(message, { code: 'TIMEOUT', retryable: true, cause });
}

function noAnswer(url: string, cause: unknown): TollgateError {
  const message = `No answer came from ${url}. Is the gateway there, and may this page ask it (CORS_ORIGINS)?`;
  return new TollgateError(message, { code: 'NETWORK_ERROR', retryable: true, cause });
}
