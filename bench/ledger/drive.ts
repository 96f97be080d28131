import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';

export interface Driven {
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Load {
  readonly callers: number;
  readonly seconds: number;
  readonly call: () => Promise<unknown>;
  /** Calls that run at the same time at most; the others stand in a queue. All when absent. */
  readonly atOnce?: number | undefined;
}

/**
 * Keeps `callers` callers busy for `seconds`, each with one call after the other. Who stands in the queue when the time is up
 * leaves, and what he has waited counts as a latency.
 */
export async function drive({ callers, seconds, call, atOnce }: Load): Promise<Driven> {
  const latencies: number[] = [];
  let calls = 0;
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  const queue = atOnce === undefined ? undefined : pLimit(atOnce);
  const callInTime = async (): Promise<void> => {
    if (performance.now() >= end) return;
    await call();
    calls += 1;
  };
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const from = performance.now();
      await (queue === undefined ? callInTime() : queue(callInTime));
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const elapsed = (performance.now() - begun) / 1_000;
  await setImmediate();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { calls, perSecond: calls / elapsed, p50: at(0.5), p99: at(0.99) };
}
