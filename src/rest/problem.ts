// Everything that a dialect may have to refuse, before it is put in that dialect's form.
import type { AnyUserError, CountedAllowance, IdentityProblem } from '../callers/index.ts';
import type { Scope } from '../keys/index.ts';

export type Problem =
  /** No key, or one that is not good. */
  | { readonly kind: 'IDENTITY'; readonly problem: IdentityProblem; readonly message: string }
  /** Too many wrong keys came from this address. */
  | { readonly kind: 'KEYS_SLOWED'; readonly retryAfterSeconds: number; readonly message: string }
  /** The plan's requests of this minute are used up. */
  | { readonly kind: 'RATE_LIMITED'; readonly allowance: CountedAllowance; readonly message: string }
  /** The key is good, and lacks a scope: any of these would do. */
  | { readonly kind: 'SCOPE'; readonly scopes: readonly Scope[]; readonly message: string }
  /** A value that the route's schema does not take. */
  | { readonly kind: 'INPUT'; readonly path: readonly string[]; readonly message: string }
  /** The body is too large, of another type, or cannot be read. */
  | { readonly kind: 'BODY'; readonly status: 400 | 413 | 415; readonly message: string }
  /** No such route, or not with this method (`allow`). */
  | { readonly kind: 'NO_ROUTE'; readonly allow?: readonly string[]; readonly message: string }
  /** What the path names does not exist, or is another account's. */
  | { readonly kind: 'NOT_FOUND'; readonly what: string; readonly message: string }
  /** A refusal of the rooms. */
  | { readonly kind: 'REFUSED'; readonly error: AnyUserError }
  /** Something outside cannot be asked now. */
  | { readonly kind: 'UNAVAILABLE'; readonly retryAfterSeconds: number; readonly message: string }
  /** A generation that was accepted and failed at its providers, where the answer is the media itself. */
  | { readonly kind: 'GENERATION_FAILED'; readonly code: string; readonly message: string }
  /** A bug; the log has it under the request id. */
  | { readonly kind: 'FAILED'; readonly message: string };
