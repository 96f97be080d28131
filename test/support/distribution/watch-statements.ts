// Every statement that the product sends in a test's process must be one that a distributed database takes from where it is sent: from a
// shard whatever PostgreSQL takes, from elsewhere what its coordinator takes, and of all accounts only what is known to ask all.
// Not seen: what other processes send, and what the job queue does.
import process from 'node:process';
import libpgQuery from 'libpg-query';
import pg from 'pg';
import { PreparingClient } from '../../../src/database/prepared.ts';
import { judgeStatement } from './judge-statement.ts';
import { isOnShard } from './marked-shards.ts';

/** Files of the product on the way to the statement, the nearest first, the database room apart; none when a test sends it. */
function wayOf(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 80;
  const { stack = '' } = new Error('way');
  Error.stackTraceLimit = stackTraceLimit;
  return stack
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .flatMap((line) => /\/src\/([\w/.-]+\.ts)/.exec(line)?.[1] ?? [])
    .filter((file) => !file.startsWith('database/'));
}

function check(text: string): void {
  if (isOnShard()) return;
  const problem = judgeStatement(text, wayOf);
  if (problem === undefined) return;
  // Work in the background reports its failures to a log that a test does not read.
  process.stderr.write(`[not distributed] ${problem.slice(0, 500)}\n`);
  throw new Error(problem);
}

/** In a process whose database room asks shards by way of marked-shards.ts (test/support/jest/register.mts). */
export async function watchStatements(): Promise<void> {
  await libpgQuery.loadModule();
  watch(pg.Pool.prototype);
  watch(PreparingClient.prototype);
}

type Query = (this: unknown, ...parameters: unknown[]) => never;

function watch(asked: { query: unknown }): void {
  const query = asked.query as Query;
  const watched: Query = function (...parameters) {
    const [text] = parameters;
    // A pool asks its connection with a callback, when it has found one: who asked the pool was seen before, and is not seen any more.
    if (typeof text === 'string' && typeof parameters.at(-1) !== 'function') check(text);
    return query.apply(this, parameters);
  };
  asked.query = watched;
}
