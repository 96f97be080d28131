// Calls to a provider's HTTP API. What matters about a call that went wrong: can the provider have received it?
import { type Dispatcher, request } from 'undici';

export interface ProviderCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base URL, with a slash in front. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** For this call instead of the usual time. */
  readonly timeoutMilliseconds?: number;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Names in lower case; of a repeated one the first. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whole: an answer that broke off is an error, not a short body. */
  readonly body: Buffer;
}

/** It did not even get a connection: the provider knows nothing of this call, and another provider may do the work. */
export class CallNotSent extends Error {
  override readonly name = 'CallNotSent';
}

/** Sent, or perhaps sent, and no answer that can be understood: whatever was asked for may be happening. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

export interface ProviderHttp {
  /** Throws `CallNotSent` or `AnswerLost`; their messages hold neither credentials nor what the customer sent. */
  send(call: ProviderCall): Promise<ProviderAnswer>;
}

export interface ProviderHttpOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Credentials, sent with every call and to nobody else: redirects are not followed. */
  readonly headers: Readonly<Record<string, string>>;
  /** From connecting to the last byte; 30 seconds when not given. */
  readonly timeoutMilliseconds?: number;
  /** An answer above this is no answer; 8 MiB when not given. */
  readonly maxAnswerBytes?: number;
}

const TIMEOUT_MILLISECONDS = 30_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  return { send: (call) => send(options, call) };
}

async function send(options: ProviderHttpOptions, call: ProviderCall): Promise<ProviderAnswer> {
  const name = `${call.method} ${call.path}`;
  const milliseconds = call.timeoutMilliseconds ?? options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
  try {
    const answer = await request(addressOf(options.baseUrl, call), requestOptions(options, call, milliseconds));
    const body = await readBody(answer.body, options.maxAnswerBytes ?? MAX_ANSWER_BYTES);
    return { status: answer.statusCode, headers: firstHeaders(answer.headers), body };
  } catch (error) {
    if (wasNeverSent(error)) throw new CallNotSent(`${name}: no connection (${codeOf(error)})`);
    throw new AnswerLost(`${name}: no whole answer (${codeOf(error)})`);
  }
}

function requestOptions({ headers }: ProviderHttpOptions, call: ProviderCall, milliseconds: number) {
  const content = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  return {
    method: call.method,
    headers: {
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
      ...headers,
    },
    ...content,
    signal: AbortSignal.timeout(milliseconds),
    headersTimeout: milliseconds,
    bodyTimeout: milliseconds,
  };
}

function addressOf(baseUrl: string, { path, query = {} }: ProviderCall): string {
  const search = new URLSearchParams(query).toString();
  return `${baseUrl.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw Object.assign(new Error('too large'), { code: 'TOO_LARGE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function firstHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, (Array.isArray(value) ? value[0] : value) ?? '']),
  );
}

/**
 * Errors of name look-up, connecting and the TLS handshake: not a byte of the request has left by then. A socket that was
 * connected may die of an unreachable host, too, but then while it reads or writes.
 */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

export function wasNeverSent(error: unknown): boolean {
  const syscall = typeof error === 'object' && error !== null && 'syscall' in error ? error.syscall : undefined;
  return BEFORE_SENDING.test(codeOf(error)) && syscall !== 'read' && syscall !== 'write';
}

/** Never the message: it may quote what was sent. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}
