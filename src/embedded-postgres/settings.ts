// PostgreSQL settings of the embedded server, given on its command line so that no file in the data folder can differ.
import { LISTEN_ADDRESS } from './port.ts';

const ALWAYS: Readonly<Record<string, string>> = {
  listen_addresses: LISTEN_ADDRESS,
  unix_socket_directories: '', // no socket: file modes and path lengths differ from machine to machine
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'tollgate',
  log_min_messages: 'log', // refused statements are the gateway's own business; crashes and disk trouble are not
  log_checkpoints: 'off',
};

/** Every commit is on disk before it is answered. These are PostgreSQL's defaults, spelled out because money depends on them. */
const DURABLE: Readonly<Record<string, string>> = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** For tests: what a crash of the machine would do to the data does not matter. */
const FAST: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

export function serverSettings(durable: boolean, extra: Readonly<Record<string, string>>): Record<string, string> {
  return { ...ALWAYS, ...(durable ? DURABLE : FAST), ...extra };
}
