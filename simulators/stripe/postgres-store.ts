// The simulator's objects in one table of PostgreSQL: shared by every process on it, and still there after a restart.
import type { Database, Sql, Transaction } from './database.ts';
import type { Condition, ListedKind, ObjectStore, Objects, Selection, StoredObject } from './object-store.ts';
import type { StoredBodies } from './stored-objects.ts';

/** One statement carries so many objects at most: several megabytes of JSON. */
const OBJECTS_PER_STATEMENT = 500;

const INSERT = `insert into stripe_simulator_object (id, kind, body, idempotency_key, created_at)
  values ($1, $2, $3::jsonb, $4, $5) on conflict do nothing returning id`;

const PUT = `insert into stripe_simulator_object (id, kind, body, created_at)
  select id, kind, body, created_at
  from json_to_recordset($1::json) as new (id text, kind text, body jsonb, created_at timestamptz)
  on conflict (id) do update set body = excluded.body`;

const REMOVE = 'delete from stripe_simulator_object where id = any($1::text[])';

const FIND = 'select id, kind, body, created_at as "createdAt" from stripe_simulator_object where id = any($1::text[])';

const FIND_REQUEST = `select body from stripe_simulator_object where idempotency_key = $1 and kind = 'request'`;

const MARK_DELIVERED = `update stripe_simulator_object set body = jsonb_set(body, '{object,pending_webhooks}', '0')
  where id = any($1::text[]) and kind = 'event'`;

/** Locks of names and not of rows: a name needs no object. Other users of the database lock other names. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended('stripe_simulator:' || $1::text, 0))`;

export function postgresStore(database: Database): ObjectStore {
  return {
    ...objectsIn(database),
    transaction: (work) => database.transaction((tx) => work({ ...objectsIn(tx), ...writesOf(tx) })),
    markDelivered: async (eventIds) => {
      await database.rows(MARK_DELIVERED, [eventIds]);
    },
  };
}

function objectsIn(sql: Sql): Objects {
  return {
    find: (ids) => sql.rows<StoredObject>(FIND, [ids]),
    list: async <Kind extends ListedKind>(selection: Selection<Kind>) => {
      const { text, values } = listStatement(selection);
      const rows = await sql.rows<{ body: StoredBodies[Kind] }>(text, values);
      return rows.map(({ body }) => body);
    },
  };
}

function writesOf(tx: Transaction) {
  return {
    insert: async ({ id, kind, body, createdAt }: StoredObject, idempotencyKey?: string) => {
      const rows = await tx.rows(INSERT, [id, kind, JSON.stringify(body), idempotencyKey ?? null, createdAt]);
      return rows.length === 1;
    },
    // Few statements, and nobody waits for them: the COMMIT does.
    put: (objects: readonly StoredObject[]) => {
      for (let first = 0; first < objects.length; first += OBJECTS_PER_STATEMENT) {
        const rows = objects
          .slice(first, first + OBJECTS_PER_STATEMENT)
          .map(({ id, kind, body, createdAt }) => ({ id, kind, body, created_at: createdAt }));
        tx.send(PUT, [JSON.stringify(rows)]);
      }
    },
    remove: (ids: readonly string[]) => {
      tx.send(REMOVE, [ids]);
    },
    findRequest: async (idempotencyKey: string) => {
      const [row] = await tx.rows<{ body: StoredBodies['request'] }>(FIND_REQUEST, [idempotencyKey]);
      return row?.body;
    },
    lock: async (name: string) => {
      await tx.rows(LOCK, [name]);
    },
  };
}

const COMPARISONS = [
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
] as const;

/** Every value and every name is a parameter: the text depends on the selection's shape only. */
function listStatement({ kind, having, where = {}, someIn, order, after, limit }: Selection) {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const parts = [`kind = ${bind(kind)}`];
  if (having !== undefined) parts.push(`body @> ${bind(JSON.stringify({ object: having }))}::jsonb`);
  for (const [name, condition] of Object.entries(where)) parts.push(...conditionsOf(name, condition ?? {}, bind));
  if (someIn !== undefined) {
    const filled = someIn.map((name) => `body->${bind(name)}::text <> '[]'::jsonb`);
    parts.push(`(${filled.join(' or ')})`);
  }
  if (after !== undefined) parts.push(`id ${order === 'ascending' ? '>' : '<'} ${bind(after)}`);
  const limited = limit === undefined ? '' : ` limit ${bind(limit)}`;
  const direction = order === 'ascending' ? 'asc' : 'desc';
  const text = `select body from stripe_simulator_object where ${parts.join(' and ')} order by id ${direction}${limited}`;
  return { text, values };
}

function conditionsOf(name: string, condition: Condition, bind: (value: unknown) => string): string[] {
  // The column has the index.
  const attribute = (): string => (name === 'id' ? 'id' : `(body->'object'->>${bind(name)}::text)`);
  const { in: options, like, isThere } = condition;
  const parts: string[] = [];
  if (options !== undefined) parts.push(`${attribute()} = any(${bind(options)}::text[])`);
  if (like !== undefined) parts.push(`${attribute()} like any(${bind(like.map(likePattern))}::text[])`);
  if (isThere !== undefined) parts.push(`${attribute()} is ${isThere ? 'not null' : 'null'}`);
  for (const [comparison, sign] of COMPARISONS) {
    const bound = condition[comparison];
    if (bound !== undefined) parts.push(`${attribute()}::bigint ${sign} ${bind(bound)}::bigint`);
  }
  return parts;
}

const likePattern = (pattern: string): string => pattern.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');
