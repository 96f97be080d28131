// Work that is under way. One that fails is left to the scan and keeps the others from nothing.

import type { GenerationAddress } from '../generation.ts';
import type { RunServices } from '../services.ts';

export interface WorkSet {
  size(): number;
  add(address: GenerationAddress, work: Promise<void>): void;
  /** Waits until there are fewer than so many. */
  hasRoom(largest: number): Promise<void>;
  allEnded(): Promise<void>;
}

export function createWorkSet(log: RunServices['log']): WorkSet {
  const running = new Set<Promise<void>>();
  let waiting: (() => void)[] = [];

  const ended = (work: Promise<void>): void => {
    running.delete(work);
    for (const wake of waiting) wake();
    waiting = [];
  };

  return {
    size: () => running.size,
    add: ({ id }, work) => {
      const tracked: Promise<void> = work
        .catch((error: unknown) => log('generation_failed_to_run', { id, error: String(error) }))
        .finally(() => ended(tracked));
      running.add(tracked);
    },
    hasRoom: async (largest) => {
      while (running.size >= largest) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    allEnded: async () => {
      await Promise.all(running);
    },
  };
}
