import type { Estimate, EstimateInput } from '@tollgate/client';
import { useTollgate } from './provider.ts';
import { type Reloadable, useLoaded } from './use-loaded.ts';

export interface UseEstimateOptions {
  /** How long the request must stay the same before it is asked about. 250 when absent. */
  readonly delayMilliseconds?: number;
}

const DELAY_MILLISECONDS = 250;

/**
 * What a request would cost, while it is typed: asked once it rests; the answer to an older text is cancelled and never shown as the
 * newer one's. While loading, `data` is the last known estimate. Undefined: nothing is asked.
 */
export function useEstimate(
  input: EstimateInput | undefined,
  { delayMilliseconds = DELAY_MILLISECONDS }: UseEstimateOptions = {},
): Reloadable<Estimate> {
  const client = useTollgate();
  return useLoaded({
    key: input === undefined ? undefined : JSON.stringify(input),
    source: client,
    delayMilliseconds,
    ask: (signal) => {
      if (input === undefined) throw new Error('there is nothing to estimate');
      return client.estimate(input, { signal });
    },
  });
}
