// With CHECK_DISTRIBUTED: every statement that the product sends in this process must be one that the coordinator of a distributed
// database takes, or come from a file that asks shards. Not seen: what other processes send, and what the job queue does.
import process from 'node:process';
import libpgQuery from 'libpg-query';
import pg from 'pg';
import { PreparingClient } from '../../../src/database/prepared.ts';
import { ON_SHARDS } from './on-shards.ts';
import { refuseStatement } from './refuse-statement.ts';
import { DISTRIBUTED_TABLES } from './tables.ts';

const seen = new Set<string>();
type Query = (this: unknown, ...parameters: unknown[]) => never;

/** Files of the product on the way to the statement, the database room apart; none when a test sends it. */
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
  if (seen.has(text)) return;
  seen.add(text);
  const rule = refuseStatement(text, DISTRIBUTED_TABLES);
  if (rule === undefined) return;
  const way = wayOf();
  if (way.length === 0 || way.some((file) => ON_SHARDS.some((known) => file.startsWith(known)))) return;
  process.stderr.write(`[not distributed] ${rule}: ${way.join(' < ')}: ${text.slice(0, 300)}\n`);
  throw new Error(`a distributed database refuses this statement (${rule}), by way of ${way.join(' < ')}: ${text}`);
}

export async function watchStatements(): Promise<void> {
  await libpgQuery.loadModule();
  // Of a pool first: when it has found a connection, nobody sees any more who asked.
  watch(pg.Pool.prototype);
  watch(PreparingClient.prototype);
}

function watch(asked: { query: unknown }): void {
  const query = asked.query as Query;
  const watched: Query = function (...parameters) {
    const [text] = parameters;
    if (typeof text === 'string') check(text);
    return query.apply(this, parameters);
  };
  asked.query = watched;
}
