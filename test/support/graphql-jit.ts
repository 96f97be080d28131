// Tests ask most things once, so in them operations are compiled at once. `GRAPHQL_JIT=off npm test` runs them all without.
export const GRAPHQL_JIT = process.env['GRAPHQL_JIT'] === 'off' ? 'off' : 'always';
