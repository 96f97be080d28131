// The id of the request in hand, for errors that are raised before a context exists (a malformed body, a CSRF refusal).
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs the handling of one HTTP request, so that every error it answers with carries this id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return current.run(requestId, work);
}

export function currentRequestId(): string | undefined {
  return current.getStore();
}
