// Metrics and traces of one gateway, as configured. What is off is not even loaded.
import type { Configuration } from '../../config/index.ts';
import type { Database } from '../../database/index.ts';
import { readBacklog } from '../../usage/index.ts';
import type { Rooms } from '../compose-rooms.ts';
import type { Logger } from '../create-logger.ts';
import { serveMetrics } from '../serve-metrics.ts';
import type { Shutdown } from '../shutdown.ts';
import type { PoolCounts } from './read-now.ts';
import type { Metrics } from './registry.ts';
import type { Tracing } from './tracing.ts';
import type { Signals } from './watch-call.ts';

export interface WatchedGateway {
  readonly configuration: Configuration;
  readonly rooms: Rooms;
  readonly database: Database;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly now: () => Date;
}

export interface OpenedSignals {
  readonly signals: Signals;
  /** Lets a monitor read the metrics. The port; undefined when there are none. */
  serve(gateway: WatchedGateway): Promise<number | undefined>;
  /** Known once the gateway serves. */
  socketsAre(sockets: () => number): void;
}

export async function openSignals(configuration: Configuration, shutdown: Shutdown): Promise<OpenedSignals> {
  const metrics = await openMetrics(configuration);
  const tracing = await openTracing(configuration, shutdown);
  let countSockets = (): number => 0;
  return {
    signals: { measures: metrics?.measures, tracing },
    serve: async (gateway) => {
      const address = configuration.metrics;
      if (metrics === undefined || address === undefined) return undefined;
      watch(metrics, gateway, () => countSockets());
      const { registry } = metrics;
      return serveMetrics({ address, registry, logger: gateway.logger, shutdown });
    },
    socketsAre: (sockets) => {
      countSockets = sockets;
    },
  };
}

async function openMetrics({ metrics }: Configuration): Promise<Metrics | undefined> {
  if (metrics === undefined) return undefined;
  const { createMetrics } = await import('./registry.ts');
  return createMetrics();
}

async function openTracing({ tracing }: Configuration, shutdown: Shutdown): Promise<Tracing | undefined> {
  if (tracing === undefined) return undefined;
  const { startTracing } = await import('./start-tracing.ts');
  const started = startTracing(tracing);
  shutdown.add('the traces', () => started.stop());
  return started;
}

const MILLISECONDS = 1_000;
const USUAL_SECONDS = 15;

function watch(metrics: Metrics, gateway: WatchedGateway, sockets: () => number): void {
  const { configuration, rooms, database, logger, now } = gateway;
  const { ledger, generations } = rooms.services;
  const { readSeconds = USUAL_SECONDS } = configuration.metrics ?? {};
  metrics.watch(
    {
      ledger,
      providerReports: () => generations.providerReports(),
      pools: {
        ...{ gateway: database.pool, jobs: database.jobPool },
        ...(rooms.replica === undefined ? {} : { replica: rooms.replica.pool }),
        ...(database.sharding === undefined ? {} : { shards: together(database.sharding.pools) }),
      },
      replica: rooms.replica?.watch,
      sockets,
      isListening: rooms.isListening,
    },
    {
      read: () => readBacklog(database, now()),
      keepMilliseconds: readSeconds * MILLISECONDS,
      onFailed: (err) => logger.warn({ err }, 'what waits in the database could not be read for the metrics'),
    },
  );
}

/** One for each group of shards would be too many to look at. */
function together(pools: readonly PoolCounts[]): PoolCounts {
  const sum = (count: keyof PoolCounts): number => pools.reduce((total, pool) => total + pool[count], 0);
  return {
    get totalCount() {
      return sum('totalCount');
    },
    get idleCount() {
      return sum('idleCount');
    },
    get waitingCount() {
      return sum('waitingCount');
    },
  };
}
