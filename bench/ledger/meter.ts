// What a piece of work takes: processor time of this process and of all processes of the PostgreSQL server, and the WAL that
// is written meanwhile. The server's background work (checkpoints, autovacuum) is in it.
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

export interface Consumption {
  /** Seconds of processor time. */
  readonly node: number;
  /** The same; undefined where there is no /proc, or the server does not run on this machine. */
  readonly postgres: number | undefined;
  readonly walBytes: number;
}

export interface Meter {
  measure<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly consumption: Consumption }>;
  close(): Promise<void>;
}

/** Linux tells processor time in these, whatever the machine. */
const TICKS_PER_SECOND = 100;

export async function openMeter(url: string): Promise<Meter> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const backend = statOf(rows[0]?.pid ?? 0);
  const server = backend?.name === 'postgres' ? backend.parent : undefined;
  const walBytes = async (): Promise<number> => {
    const written = await client.query<{ bytes: string }>(
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes",
    );
    return Number(written.rows[0]?.bytes);
  };
  return {
    measure: async (work) => {
      const [walBefore, ticksBefore, nodeBefore] = [await walBytes(), ticksOf(server), process.cpuUsage()];
      const result = await work();
      const { user, system } = process.cpuUsage(nodeBefore);
      const ticks = ticksBefore === undefined ? undefined : (ticksOf(server) ?? ticksBefore) - ticksBefore;
      const consumption: Consumption = {
        node: (user + system) / 1_000_000,
        postgres: ticks === undefined ? undefined : ticks / TICKS_PER_SECOND,
        walBytes: (await walBytes()) - walBefore,
      };
      return { result, consumption };
    },
    close: () => client.end(),
  };
}

/** The server, the children it has, and those that have ended. */
function ticksOf(server: number | undefined): number | undefined {
  const own = server === undefined ? undefined : statOf(server);
  if (own === undefined) return undefined;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === server);
  return children.reduce((total, stat) => total + (stat?.ticks ?? 0), own.ticks + own.ticksOfEnded);
}

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly ticks: number;
  /** Of its children that have ended and that it knows of. */
  readonly ticksOfEnded: number;
}

/** See proc_pid_stat(5). Undefined when there is no such process (any more). */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may have any character; after it come the state and numbers.
    const end = text.lastIndexOf(')');
    const numbers = text
      .slice(end + 2)
      .split(' ')
      .map(Number);
    const at = (index: number): number => numbers[index] ?? 0;
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      parent: at(1),
      ticks: at(11) + at(12),
      ticksOfEnded: at(13) + at(14),
    };
  } catch {
    return undefined;
  }
}
