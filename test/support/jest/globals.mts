// What test files import as `@jest/globals`: what the runner set up in this thread, and all of Jest's own fake timers.
import { ModernFakeTimers } from '@jest/fake-timers';
import type * as Globals from '@jest/globals';

type Provided = Pick<
  typeof Globals,
  'afterAll' | 'afterEach' | 'beforeAll' | 'beforeEach' | 'describe' | 'expect' | 'it' | 'jest'
>;

const provided = globalThis as unknown as Provided;
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } = provided;

const timers = new ModernFakeTimers({ config: { fakeTimers: { enableGlobally: true } }, global: globalThis } as never);
const { fn, spyOn, clearAllMocks, resetAllMocks, restoreAllMocks } = provided.jest;

export const jest = {
  ...{ fn, spyOn, clearAllMocks, resetAllMocks, restoreAllMocks },
  useFakeTimers: () => timers.useFakeTimers(),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (now: number | Date) => timers.setSystemTime(now),
  getTimerCount: () => timers.getTimerCount(),
  advanceTimersByTime: (milliseconds: number) => timers.advanceTimersByTime(milliseconds),
  advanceTimersByTimeAsync: (milliseconds: number) => timers.advanceTimersByTimeAsync(milliseconds),
};
