// Named statements: PostgreSQL parses and plans them once per connection. Only constant texts of the hot path, since
// every name stays on the connection for its life.
import pg from 'pg';

const names = new Map<string, string>();

/** Declares a constant statement as prepared; gives the text back. Call it where the text is defined, never per call. */
export function prepared(name: string, text: string): string {
  const known = names.get(text);
  if (known !== undefined && known !== name) throw new Error(`the statement ${name} is prepared as ${known} already`);
  names.set(text, name);
  return text;
}

/**
 * First in a transaction: each prepared statement in it is planned once, whatever its values are. By itself PostgreSQL plans one
 * anew each time when the values look as if it were worth it, and for a short statement that takes longer than its work.
 */
export const GENERIC_PLANS = prepared(
  'generic_plans',
  `select set_config('plan_cache_mode', 'force_generic_plan', true)`,
);

/**
 * Ends GENERIC_PLANS for the rest of a transaction. Before a statement about a table that every node of a distributed database has:
 * Citus plans one by its values.
 */
export const PLANS_AS_USUAL = prepared('plans_as_usual', `select set_config('plan_cache_mode', 'auto', true)`);

/** A client that runs prepared texts by their names, whoever sends them: plain SQL, Kysely or MikroORM. */
export class PreparingClient extends pg.Client {
  override query(...parameters: unknown[]): never {
    const [text, values, callback] = parameters;
    const name = typeof text === 'string' ? names.get(text) : undefined;
    const query = super.query.bind(this) as (...args: unknown[]) => never;
    return name === undefined ? query(...parameters) : query({ name, text, values }, callback);
  }
}
