// Everything that a monitor can read of a gateway, in one registry.
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createMeasures, type Measures } from './measures.ts';
import { type BacklogReading, readBacklogGauges } from './read-backlog-gauges.ts';
import { readNow, type Watched } from './read-now.ts';

export interface Metrics {
  readonly registry: Registry;
  /** What is counted as it happens; the rest is read when a monitor asks. */
  readonly measures: Measures;
  /** Call it once there is something to read. */
  watch(watched: Watched, reading: BacklogReading): void;
}

/** Of this process, and what it sees of its database. Times are in seconds, sizes in bytes, as Prometheus has it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    measures: createMeasures(registry),
    watch: (watched, reading) => {
      readNow(registry, watched);
      readBacklogGauges(registry, reading);
    },
  };
}
