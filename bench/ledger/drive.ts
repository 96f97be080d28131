import { setImmediate } from 'node:timers/promises';

export interface Driven {
  readonly calls: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Keeps `callers` callers busy for `seconds`, each with one call after the other. */
export async function drive(options: {
  readonly callers: number;
  readonly seconds: number;
  readonly call: () => Promise<unknown>;
}): Promise<Driven> {
  const latencies: number[] = [];
  const begun = performance.now();
  const end = begun + options.seconds * 1_000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const from = performance.now();
      await options.call();
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: options.callers }, caller));
  const elapsed = (performance.now() - begun) / 1_000;
  await setImmediate();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { calls: latencies.length, perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}
