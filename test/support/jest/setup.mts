// Once in every thread that runs tests. What the tests start is not a test: it loads nothing of the runner's.
import process from 'node:process';
import { watchStatements } from '../distribution/watch-statements.ts';

delete process.env['NODE_OPTIONS'];

await watchStatements();
