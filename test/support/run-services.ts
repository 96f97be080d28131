// What a worker needs, for tests that call its parts by themselves.

import type { Provider } from '../../src/generation/index.ts';
import { createProviderHealth } from '../../src/generation/run/provider-health.ts';
import type { RunServices } from '../../src/generation/services.ts';
import { ZERO } from '../../src/money/index.ts';
import type { GenerationWorld } from './generation-world.ts';

export interface WorkerServices extends RunServices {
  /** Names of what is logged. */
  readonly logged: string[];
  /** Sets `stopping`. */
  stop(): void;
}

export function runServices(
  { database, ledger, catalog }: GenerationWorld,
  providers: readonly Provider[],
  more: Partial<RunServices> = {},
): WorkerServices {
  const stopping = new AbortController();
  const logged: string[] = [];
  return {
    ...{ database, ledger, catalog, review: { factor: 3, minimum: ZERO }, logged },
    health: createProviderHealth(providers),
    webhookUrlFor: () => undefined,
    now: () => new Date(),
    log: (event) => logged.push(event),
    stopping: stopping.signal,
    overdueSince: new Map(),
    stop: () => stopping.abort(),
    ...more,
  };
}
