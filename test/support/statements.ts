// What a database is really asked: every statement of a pool, whoever wrote it (entities, typed queries, plain SQL).
import type pg from 'pg';
import type { Database } from '../../src/database/index.ts';
import type { Connections } from '../../src/database/pipelined-dialect.ts';

export interface StatementHook {
  /** Runs before a statement is sent; when it gives a promise, the statement waits for it. */
  readonly before?: (text: string, values: readonly unknown[]) => Promise<unknown> | undefined;
  /** Gives the text that is executed in place of the room's. */
  readonly text?: (text: string) => string;
  /** Runs after a statement was answered, before its sender gets the rows. */
  readonly after?: (text: string) => Promise<unknown> | undefined;
}

type Query = (text: string, values: readonly unknown[]) => Promise<pg.QueryResult>;
type Callback = (error: unknown, result?: pg.QueryResult) => void;

/** Hooks every connection of the pool, and of the shards', now and later, until the function that it gives is called. */
export function hookStatements(
  { pool, sharding }: Pick<Database, 'pool'> & Partial<Pick<Database, 'sharding'>>,
  hook: StatementHook,
): () => void {
  const originals = new Map<pg.PoolClient, pg.PoolClient['query']>();
  const attach = (client: pg.PoolClient): void => {
    if (originals.has(client)) return;
    const original = client.query;
    originals.set(client, original);
    const hooked = hookedQuery(original.bind(client), hook);
    const query = (text: unknown, values: readonly unknown[] = [], callback?: Callback): unknown => {
      if (typeof text !== 'string') return (original as Query).call(client, text as never, values);
      const answer = hooked(text, values);
      if (callback === undefined) return answer;
      answer.then(
        (result) => callback(undefined, result),
        (error: unknown) => callback(error),
      );
      return undefined;
    };
    client.query = query as pg.PoolClient['query'];
  };
  pool.on('acquire', attach);
  const shards = (sharding?.pools ?? []).map((connections) => hookConnections(connections, attach));
  return () => {
    pool.off('acquire', attach);
    for (const unhook of shards) unhook();
    for (const [client, original] of originals) client.query = original;
  };
}

function hookConnections(connections: Connections, attach: (client: pg.PoolClient) => void): () => void {
  const { connect } = connections;
  connections.connect = async () => {
    const client = await connect.call(connections);
    attach(client);
    return client;
  };
  return () => {
    connections.connect = connect;
  };
}

function hookedQuery(query: Query, { before, text: change = (same) => same, after }: StatementHook): Query {
  return async (text, values) => {
    const waiting = before?.(text, values);
    if (waiting !== undefined) await waiting;
    const result = await query(change(text), values);
    await after?.(text);
    return result;
  };
}
