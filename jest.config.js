// Jest: native ES modules, compiled by swc, against one PostgreSQL that global setup starts.

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/global-environment.mts',
  roots: ['<rootDir>/src', '<rootDir>/simulators', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
  extensionsToTreatAsEsm: ['.ts'],
  // .mts: Jest loads these two outside its own module system, so Node itself strips their types.
  globalSetup: '<rootDir>/test/support/global-setup.mts',
  globalTeardown: '<rootDir>/test/support/global-teardown.mts',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  injectGlobals: false,
  maxWorkers: 2,
  // Modules of one test file stay in memory for all that follow in the same process: begun anew before the heap is full.
  workerIdleMemoryLimit: '1500MB',
  // Far more than anything takes on a busy machine: what waits in vain says so itself, before this.
  testTimeout: 600_000,
  collectCoverageFrom: ['{src,simulators}/**/*.ts'],
  coverageProvider: 'v8',
};
