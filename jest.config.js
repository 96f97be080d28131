// Jest on bare Node: tsx compiles, and the project's modules stay loaded from one test file to the next (decision 42).
// One PostgreSQL for all, which `test/support/jest/global-setup.mts` starts.

/** @type {import('jest').Config} */
export default {
  runner: '<rootDir>/test/support/jest/runner.mjs',
  roots: ['<rootDir>/src', '<rootDir>/simulators', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
  globalSetup: '<rootDir>/test/support/jest/global-setup.mts',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.mts',
  setupFiles: ['<rootDir>/test/support/jest/setup.mts'],
  transform: {},
  maxWorkers: 2,
};
