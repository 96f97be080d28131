// The environment of every test file, in the process that runs it.
import process from 'node:process';
import { TestEnvironment } from 'jest-environment-node';

/**
 * A worker that has nothing left to do ends by itself. Without this it first takes its heap apart, module by module of every
 * file that it ran, and Jest, which waits half a second, says that it had to be killed.
 */
const INSTALLED = Symbol.for('tollgate.tests.exit');
const marked = process as unknown as Record<symbol, boolean>;
if (marked[INSTALLED] !== true) {
  marked[INSTALLED] = true;
  process.once('beforeExit', (code) => process.exit(code));
}

export default TestEnvironment;
