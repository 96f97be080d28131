// Once in every thread that runs tests. What the tests start is not a test: it loads nothing of the runner's.
import process from 'node:process';

delete process.env['NODE_OPTIONS'];

if (process.env['CHECK_DISTRIBUTED'] !== undefined) {
  const { watchStatements } = await import('../distribution/watch-statements.ts');
  await watchStatements();
}
