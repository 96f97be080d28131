// Reading for many who ask at the same time: those who ask for the same thing are given the very same answer, so that what
// is made of it once can be sent to all (decision 16).
import { createGroupCommit } from '../batch/group-commit.ts';

/**
 * Nobody is given what was read before they asked; those who ask while a statement is under way share the next one.
 * `read` gives the values in the order of the keys, which differ from each other. When it fails, it fails for all.
 */
export function createSharedReader<Value>(
  read: (keys: readonly string[]) => Promise<readonly Value[]>,
): (key: string) => Promise<Value> {
  const notBegun = new Map<string, Promise<Value>>();
  const reads = createGroupCommit<string, Value>({
    execute: (keys) => {
      for (const key of keys) notBegun.delete(key);
      return read(keys);
    },
    isHopeless: () => true,
    largestBatch: Number.MAX_SAFE_INTEGER,
    longestQueue: Number.MAX_SAFE_INTEGER,
  });
  return (key) => {
    const asked = notBegun.get(key);
    if (asked !== undefined) return asked;
    const reading = reads.submit(key);
    notBegun.set(key, reading);
    return reading;
  };
}
