// One edge in a process of its own, so that its processor time is its own. Arguments: which edge. BENCH_DATABASE_URL names a database that
// is migrated. It says its port once it listens, and its processor time, in microseconds, whenever it is asked.
import type { AddressInfo } from 'node:net';
import { loadStorefront } from '../../src/catalog/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { serve } from '../../src/server/serve.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import { KEY, type OpenedRooms, openRooms, withoutLimits } from '../http/open-gateways.ts';
import { byHand } from './edges/by-hand.ts';
import { apolloFloor, apolloWithDefaults, bareFastify, mercuriusWithJit, yogaInFastify } from './edges/others.ts';
import { inMemory } from './memory-rooms.ts';

const url = process.env['BENCH_DATABASE_URL'] ?? '';

const METRICS = { METRICS_PORT: '0' };
const TRACES = { OTEL_EXPORTER_OTLP_ENDPOINT: process.env['BENCH_TRACES_URL'] ?? '' };
/** By `SIGNALS`: what watches the gateway. */
const SIGNALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  metrics: METRICS,
  traces: TRACES,
  both: { ...METRICS, ...TRACES },
};

/** The level of the gateway's log, which goes to standard error as always. */
async function openGateway(level: 'info' | 'silent'): Promise<OpenedRooms> {
  const logger = createLogger(level);
  const shutdown = createShutdown(logger);
  const variables = SIGNALS[process.env['SIGNALS'] ?? ''] ?? {};
  return openRooms({ url, logger, shutdown, variables }, withoutLimits(loadStorefront('storefronts/usd-credits.json')));
}

async function tollgate(level: 'info' | 'silent'): Promise<number> {
  const { rooms, accountId, serving } = await openGateway(level);
  return serve({ ...serving, rooms: await inMemory(rooms, accountId) });
}

async function listening(app: Awaited<ReturnType<typeof bareFastify>>): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

const EDGES: Readonly<Record<string, () => Promise<number>>> = {
  bare: async () => listening(await bareFastify()),
  tollgate: () => tollgate('info'),
  'tollgate-silent': () => tollgate('silent'),
  'apollo-floor': async () => listening(await apolloFloor()),
  apollo: async () => listening(await apolloWithDefaults()),
  yoga: async () => listening(await yogaInFastify()),
  mercurius: async () => listening(await mercuriusWithJit()),
  'tollgate-database': async () => {
    const { rooms, serving } = await openGateway('info');
    return serve({ ...serving, rooms });
  },
  'by-hand': async () => {
    const { database, accountId } = await openGateway('silent');
    return listening(await byHand(database, KEY, accountId));
  },
};

const open = EDGES[process.argv[2] ?? ''];
if (open === undefined) throw new Error(`there is no edge ${process.argv[2]}`);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ microseconds: user + system });
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit(0));
process.send?.({ port: await open() });
