// Loaded into every process and thread of a test run before anything else: gives `@jest/globals` to files that Node itself loads.
import { registerHooks } from 'node:module';

const GLOBALS = new URL('./globals.mts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
});
