// A request's id says when it came in: lines are in order of time by their key, and no column repeats it.

const HOUR_MILLISECONDS = 3_600_000;

/** Of a UUIDv7: Unix milliseconds. */
export const millisecondsOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

export const hourOf = (milliseconds: number): number => Math.floor(milliseconds / HOUR_MILLISECONDS);

export const beginningOf = (hour: number): number => hour * HOUR_MILLISECONDS;
