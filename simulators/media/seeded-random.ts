// Chance that repeats itself: the same parts give the same numbers, on every machine.
import { createHash } from 'node:crypto';

// Looked up once, because they run for every sample of a sound.
const { floor, imul } = Math;

export interface SeededRandom {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  between(low: number, high: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function createSeededRandom(...parts: readonly string[]): SeededRandom {
  let state = createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32LE(0);
  // mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a picture or a tune.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[floor(next() * items.length)] ?? items[0],
  };
}
