// Routes as data: what the server mounts, what OpenAPI is written from, and what tests walk through. A handler translates in, asks a
// room or a function of `callers`, and translates out.
import type { z } from 'zod';
import type { Services, Viewer } from '../callers/index.ts';
import type { InputFiles, OutputStore } from '../generation/index.ts';
import type { Scope } from '../keys/index.ts';
import type { RequestEndpoint } from '../requests/index.ts';
import type { Problem } from './problem.ts';

export interface RestServices extends Services {
  readonly outputs: OutputStore;
  readonly inputs: InputFiles;
}

/** A file that came in a multipart body. */
export interface UploadedFile {
  /** Of the form. */
  readonly field: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

/** One request, its shapes checked. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly services: RestServices;
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Of a multipart body; none otherwise. */
  readonly files: readonly UploadedFile[];
  /** Names in small letters; of several with one name the first. */
  header(name: string): string | undefined;
  /** Tells the gateway's log of what went wrong without keeping the call from its answer. */
  warn(error: unknown, what: string): void;
  /** A signal that fires when the caller has hung up, and when the gateway begins to stop. */
  hungUp(): AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  /** A stored output, by its name: sent with its type and length, in part when a range is asked for. */
  | { readonly kind: 'output'; readonly name: string }
  | { readonly kind: 'empty' };

/** What was refused is written by the dialect in its own form. */
export interface Refused {
  readonly refused: Problem;
}

type Shape = z.ZodType;
type ValueOf<S> = S extends z.ZodType ? z.output<S> : undefined;

export type BodyForm = 'json' | 'multipart';

export interface RouteShape<P extends Shape | undefined, Q extends Shape | undefined, B extends Shape | undefined> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** After the dialect's prefix: `/v1/estimate/{model}`. A parameter that ends in `*` may have slashes: `{model*}`; it stands last. */
  readonly path: string;
  /** Unique in the dialect, for OpenAPI and tests. */
  readonly name: string;
  /** One line for OpenAPI. */
  readonly summary: string;
  /** Any of these; `NO_KEY`: nobody is asked who they are. */
  readonly scopes: readonly Scope[] | 'NO_KEY';
  /** Of a route that generates or estimates: what its refusals are in the log of requests, by the query as it was sent. */
  readonly asks?: (query: unknown) => Extract<RequestEndpoint, 'GENERATE' | 'GENERATE_DRY_RUN' | 'ESTIMATE'>;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** `json` when absent. With `multipart`, fields are texts (`body` reads them) and files come beside them. */
  readonly bodyForms?: readonly BodyForm[];
  /** By status; a schema for JSON, `media` for files. */
  readonly answers: Readonly<Record<number, Shape | 'media' | 'empty'>>;
  readonly handle: (call: Call<ValueOf<P>, ValueOf<Q>, ValueOf<B>>) => Promise<Answer | Refused>;
}

/** A route whose shapes are no longer distinguished. */
export interface Route extends Omit<RouteShape<Shape | undefined, Shape | undefined, Shape | undefined>, 'handle'> {
  readonly handle: (call: Call) => Promise<Answer | Refused>;
}

/** Checks the handler against the shapes, and forgets them. */
export function route<
  const P extends Shape | undefined = undefined,
  const Q extends Shape | undefined = undefined,
  const B extends Shape | undefined = undefined,
>(shape: RouteShape<P, Q, B>): Route {
  // The server parses with the same schemas before it calls.
  return shape as unknown as Route;
}

export const asksToGenerate = () => 'GENERATE' as const;

export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: { kind: 'json', value },
});

export const refused = (problem: Problem): Refused => ({ refused: problem });
