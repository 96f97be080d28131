// Time, as the sandbox needs it; a test brings its own.
import { setTimeout as sleep } from 'node:timers/promises';

export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the time, or at once when the signal is aborted; never keeps the process alive. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: SandboxClock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    if (milliseconds <= 0) return;
    try {
      await sleep(milliseconds, undefined, { signal, ref: false });
    } catch {
      // aborted: whoever aborted knows what to do next
    }
  },
};
