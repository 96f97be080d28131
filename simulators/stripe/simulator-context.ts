// What every part of the simulator works with.
import type { ObjectStore } from './object-store.ts';
import type { SimulatorLog } from './simulator-log.ts';

export interface SimulatorContext {
  readonly store: ObjectStore;
  readonly apiKey: string;
  /** Address below which customers reach the simulator's pages, without a slash at the end. */
  readonly baseUrl: () => string;
  readonly now: () => Date;
  readonly log: SimulatorLog;
}
