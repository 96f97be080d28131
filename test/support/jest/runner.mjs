// Runs test files in threads of bare Node, which load each module of the project once and not once for every test file.
import { createRunner } from 'jest-light-runner';

/**
 * Far more than any file takes on a busy machine. The runner itself has no limit: what waits in vain has to be named. A program that is
 * to take hours says how many minutes it may (scripts/program.mjs).
 */
const HUNG_AFTER_MINUTES = Number(process.env.HUNG_AFTER_MINUTES ?? 20);

export default class Runner extends createRunner() {
  /** @param {{ path: string }} file */
  async _runTest(file) {
    const { promise: hung, reject } = Promise.withResolvers();
    const late = () => reject(new Error(`${file.path} is still running after ${HUNG_AFTER_MINUTES} minutes.`));
    const timer = setTimeout(late, HUNG_AFTER_MINUTES * 60_000);
    try {
      return await Promise.race([super._runTest(file), hung]);
    } finally {
      clearTimeout(timer);
    }
  }
}
