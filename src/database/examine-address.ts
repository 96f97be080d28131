// What stands between this process and PostgreSQL at an address: nothing, a pooler that gives each client a session of its own, or
// one that gives a session to each transaction, so that whatever belongs to a session is another client's a moment later.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { PLANNER_SETTINGS } from './planner-settings.ts';

export type AddressWay =
  | { readonly kind: 'SESSIONS' }
  | {
      readonly kind: 'TRANSACTIONS';
      /** It prepares named statements on whichever session a transaction gets (PgBouncer 1.21, max_prepared_statements). */
      readonly keepsPrepared: boolean;
      /** Settings of the planner that its sessions lack, which a client of a pooler cannot ask for. */
      readonly unset: readonly string[];
    };

export interface ExaminedAddress {
  readonly way: AddressWay;
  /** The same for every way to one database of one server, under one role; until that server starts again. */
  readonly destination: string;
}

/** Among few sessions and other clients, two might get the same ones by chance. */
const LOOKS = 4;

/** @throws what the driver says when the address cannot be reached */
export async function examineAddress(url: string): Promise<ExaminedAddress> {
  const [first, second] = [newClient(url), newClient(url)];
  try {
    await first.connect();
    const destination = await destinationOf(first);
    if (await isUnbroken(first)) return { destination, way: { kind: 'SESSIONS' } };
    await second.connect();
    if (!(await shareSessions(first, second))) return { destination, way: { kind: 'SESSIONS' } };
    const [unset, keepsPrepared] = [await unsetOf(first), await keepsPreparedOf(first)];
    return { destination, way: { kind: 'TRANSACTIONS', keepsPrepared, unset } };
  } finally {
    await Promise.allSettled([first.end(), second.end()]);
  }
}

function newClient(url: string): Client {
  const client = new Client({ connectionString: url, application_name: 'tollgate' });
  client.on('error', () => undefined); // the statement under way says it
  return client;
}

const DESTINATION = `select format('%s %s %s', extract(epoch from pg_postmaster_start_time()),
  (select oid from pg_database where datname = current_database()), current_user) as destination`;

async function destinationOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ destination: string }>(DESTINATION);
  return rows[0]?.destination ?? '';
}

async function sessionOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}

/** PostgreSQL itself names its process when a connection begins; a pooler names something of its own. */
async function isUnbroken(client: Client): Promise<boolean> {
  const { processID } = client as unknown as { readonly processID: number | null };
  return (await sessionOf(client)) === processID;
}

/** Whether a client's session changes, or is also the other client's. */
async function shareSessions(first: Client, second: Client): Promise<boolean> {
  const [own, others] = [new Set(), new Set()];
  for (let look = 0; look < LOOKS; look += 1) {
    own.add(await sessionOf(first));
    others.add(await sessionOf(second));
  }
  return own.size > 1 || others.size > 1 || [...own].some((session) => others.has(session));
}

/** A pooler that takes care of prepared statements gives them names of its own. */
async function keepsPreparedOf(client: Client): Promise<boolean> {
  const name = `tollgate_probe_${randomBytes(8).toString('hex')}`;
  await client.query('begin');
  await client.query({ name, text: 'select 1' });
  const { rows } = await client.query('select from pg_prepared_statements where name = $1', [name]);
  if (rows.length > 0) await client.query(`deallocate ${name}`);
  await client.query('commit');
  return rows.length === 0;
}

async function unsetOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[], $2::text[]) as wanted (name, value) where current_setting(name) <> value`,
    [Object.keys(PLANNER_SETTINGS), Object.values(PLANNER_SETTINGS)],
  );
  return rows.map(({ name }) => name);
}
