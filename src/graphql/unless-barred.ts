// What bars a new request does not bar the answer to one that was accepted before under the same idempotency key.
import type { AnyUserError } from './types/user-errors.ts';

export interface Roads<Outcome> {
  /** The first answer under this key, if there was one. */
  readonly repeated: () => Promise<Outcome | undefined>;
  readonly anew: () => Promise<Outcome>;
}

export async function unlessBarred<Outcome>(
  barrier: AnyUserError | undefined,
  { repeated, anew }: Roads<Outcome>,
): Promise<{ readonly barred: AnyUserError } | { readonly outcome: Outcome }> {
  if (barrier === undefined) return { outcome: await anew() };
  const outcome = await repeated();
  return outcome === undefined ? { barred: barrier } : { outcome };
}
