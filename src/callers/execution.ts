// Who did the work of a generation, as far as its attempts say it.
import type { Attempt } from '../generation/index.ts';

export interface ExecutionNames {
  /** Identifier in the storefront. */
  readonly model: string;
  /** What the providers call it, where that is something else. */
  readonly upstream?: readonly { readonly provider: string; readonly model: string }[];
}

export interface Execution {
  readonly provider: string;
  /** In the provider's own words. */
  readonly model: string;
  readonly upstreamId: string | undefined;
}

/** The attempt that counts is the one that succeeded, otherwise the latest; undefined before the first. */
export function executionOf(
  attempts: readonly Attempt[],
  { model, upstream = [] }: ExecutionNames,
): Execution | undefined {
  const decisive = attempts.find((attempt) => attempt.status === 'SUCCEEDED') ?? attempts.at(-1);
  if (decisive === undefined) return undefined;
  const { provider, upstreamId } = decisive;
  const own = upstream.find((one) => one.provider === provider)?.model;
  return { provider, model: own ?? model, upstreamId };
}
