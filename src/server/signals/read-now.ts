// What is read from this process when a monitor asks: nothing is counted for it, and nobody is asked.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Replica } from '../../database/index.ts';
import type { ProviderReport } from '../../generation/index.ts';
import type { Ledger } from '../../ledger/index.ts';

export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** What a gateway's process knows by itself. */
export interface Watched {
  readonly ledger: Pick<Ledger, 'batches' | 'open'>;
  readonly providerReports: () => readonly ProviderReport[];
  /** Of connections to PostgreSQL, by what they are for. */
  readonly pools: Readonly<Record<string, PoolCounts>>;
  readonly sockets: () => number;
  /** Undefined when there is none. */
  readonly replica: Pick<Replica, 'watch'>['watch'] | undefined;
  /** Whether notifications of other processes arrive. */
  readonly isListening: () => boolean;
}

const PROVIDER_STATES = ['HEALTHY', 'UNKNOWN', 'RECOVERING', 'DEGRADED'] as const satisfies ProviderReport['status'][];

export function readNow(registry: Registry, watched: Watched): void {
  readLedger(registry, watched.ledger);
  readProviders(registry, watched.providerReports);
  readConnections(registry, watched);
  readReplica(registry, watched);
}

function readLedger(registry: Registry, ledger: Watched['ledger']): void {
  const registers = [registry];
  new Counter({
    name: 'tollgate_ledger_batches_total',
    help:
      'Batches of the ledger: remembered (went ahead without reading), read (wallets were locked and read), changed_meanwhile ' +
      '(went ahead, was refused by PostgreSQL, and its commands were read), failed (of either kind: nothing was written, or nobody knows).',
    labelNames: ['path'],
    registers,
    collect() {
      const { remembered, read, changedMeanwhile, failed } = ledger.batches;
      this.reset();
      this.inc({ path: 'remembered' }, remembered);
      this.inc({ path: 'read' }, read);
      this.inc({ path: 'changed_meanwhile' }, changedMeanwhile);
      this.inc({ path: 'failed' }, failed);
    },
  });
  new Gauge({
    name: 'tollgate_ledger_open_commands',
    help: 'Commands of the ledger that were submitted here and not answered.',
    registers,
    collect() {
      this.set(ledger.open().commands);
    },
  });
  new Gauge({
    name: 'tollgate_ledger_oldest_command_seconds',
    help: 'How long the oldest of those commands has been waiting; 0 when there are none.',
    registers,
    collect() {
      this.set(ledger.open().oldestMilliseconds / 1_000);
    },
  });
}

function readProviders(registry: Registry, reports: Watched['providerReports']): void {
  new Gauge({
    name: 'tollgate_provider_state',
    help:
      'Of each provider, 1 for the state that it is in here: HEALTHY, UNKNOWN (not asked lately), RECOVERING (one piece of work tries ' +
      'whether it is back), DEGRADED (left alone: it failed repeatedly or asked for it).',
    labelNames: ['provider', 'state'],
    registers: [registry],
    collect() {
      for (const { name: provider, status } of reports()) {
        for (const state of PROVIDER_STATES) this.set({ provider, state }, state === status ? 1 : 0);
      }
    },
  });
}

function readConnections(registry: Registry, { pools, sockets, isListening }: Watched): void {
  const registers = [registry];
  new Gauge({
    name: 'tollgate_database_connections',
    help: 'Connections to PostgreSQL, by pool: used or idle.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount }] of Object.entries(pools)) {
        this.set({ pool, state: 'used' }, totalCount - idleCount);
        this.set({ pool, state: 'idle' }, idleCount);
      }
    },
  });
  new Gauge({
    name: 'tollgate_database_connections_waiting',
    help: 'Callers that wait for a connection to PostgreSQL, by pool.',
    labelNames: ['pool'],
    registers,
    collect() {
      for (const [pool, { waitingCount }] of Object.entries(pools)) this.set({ pool }, waitingCount);
    },
  });
  new Gauge({
    name: 'tollgate_listener_connected',
    help: '1 while notifications of other processes arrive, 0 while their connection is away.',
    registers,
    collect() {
      this.set(isListening() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'tollgate_sockets_open',
    help: 'WebSockets that are open at this gateway.',
    registers,
    collect() {
      this.set(sockets());
    },
  });
}

/** Absent without a replica. */
function readReplica(registry: Registry, { replica }: Watched): void {
  const registers = [registry];
  new Gauge({
    name: 'tollgate_replica_used',
    help: '1 while the replica of DATABASE_READ_URL may be read, 0 while the primary answers in its place; absent without one.',
    registers,
    collect() {
      if (replica === undefined) this.remove();
      else this.set(replica.unfit() === undefined ? 1 : 0);
    },
  });
  new Gauge({
    name: 'tollgate_replica_lag_seconds',
    help:
      'How old the figures of the replica may be, as seen once a second: since the last moment of which it has had everything; absent ' +
      'before the first.',
    registers,
    collect() {
      const seconds = replica?.lagSeconds();
      if (seconds === undefined) this.remove();
      else this.set(seconds);
    },
  });
}
