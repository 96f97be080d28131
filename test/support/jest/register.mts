// Loaded into every process and thread of a test run before anything else: gives `@jest/globals` to files that Node itself loads,
// and the database room the shards that say what was asked of them (watch-statements.ts).
import { registerHooks } from 'node:module';

const GLOBALS = new URL('./globals.mts', import.meta.url).href;
const MARKED_SHARDS = new URL('../distribution/marked-shards.ts', import.meta.url).href;

const asksForShards = (specifier: string, parent = ''): boolean =>
  specifier.endsWith('/shards/ask-shards.ts') && parent.endsWith('/src/database/index.ts');

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
    if (asksForShards(specifier, context.parentURL)) return { url: MARKED_SHARDS, shortCircuit: true };
    return next(specifier, context);
  },
});
