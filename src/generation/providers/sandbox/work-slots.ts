// A few places to work in, and a queue in front of them, so that a burst of jobs does not thrash the machine.

export interface WorkSlots {
  /** Runs the work when a place is free, in the order of asking. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createWorkSlots(places: number): WorkSlots {
  let free = places;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next(); // the place goes straight to the next in line
  };
  return {
    run: async (work) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
