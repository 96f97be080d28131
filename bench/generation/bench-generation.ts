// Generations without the work itself: how soon they run, how many a second, who hears of it, and how they are found again.
import { startTemporaryPostgres } from '../../src/database/embedded/index.ts';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { openGateways } from '../http/open-gateways.ts';
import { benchFanOut, type FanOut } from './bench-fan-out.ts';
import { benchLatency, type Latency } from './bench-latency.ts';
import { benchRecoveryScan, type RecoveryScan } from './bench-recovery-scan.ts';
import { benchThroughput, type Throughput } from './bench-throughput.ts';

const CROWDS = [1_000, 5_000];

interface Measured {
  readonly latency: Latency;
  readonly throughput: Throughput;
  readonly fanOuts: readonly FanOut[];
  readonly scan: RecoveryScan;
}

export async function benchGeneration({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const inDatabase = async <T>(
      name: string,
      measure: (database: Database, url: string) => Promise<T>,
    ): Promise<T> => {
      const url = await postgres.ensureDatabase(name);
      await migrateDatabase(url);
      const database = await connectDatabase({ url, orm: ormConfig });
      try {
        return await measure(database, url);
      } finally {
        await database.close();
      }
    };
    const latency = await inDatabase('latency', benchLatency);
    const throughput = await inDatabase('throughput', benchThroughput);
    const fanOuts = await inDatabase('fan_out', benchFanOuts);
    const scan = await inDatabase('scan', benchRecoveryScan);
    const measured = { latency, throughput, fanOuts, scan };
    process.stdout.write(`${json ? JSON.stringify(measured) : table(measured)}\n`);
  } finally {
    await postgres.stop();
  }
}

async function benchFanOuts(database: Database, url: string): Promise<FanOut[]> {
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  try {
    const { real } = await openGateways({ url, logger, shutdown });
    const measured: FanOut[] = [];
    for (const sockets of CROWDS) measured.push(await benchFanOut(database, real, sockets));
    return measured;
  } finally {
    await shutdown.run();
  }
}

function table({ latency, throughput, fanOuts, scan }: Measured): string {
  const { small, large } = scan;
  return [
    `request to RUNNING: ${latency.running.toFixed(1)} ms   a bare job: ${latency.bareJob.toFixed(1)} ms   x ${latency.ratio.toFixed(2)}`,
    `generations: ${throughput.generationsPerSecond.toFixed(0)}/s   bare jobs: ${throughput.jobsPerSecond.toFixed(0)}/s   ratio ${throughput.ratio.toFixed(2)}`,
    ...fanOuts.map(
      ({ sockets, plain, gateway, ratio, bytesPerSocket }) =>
        `${sockets} followers: ${gateway.toFixed(0)} ms   plain sockets: ${plain.toFixed(0)} ms   ratio ${ratio.toFixed(2)}   ` +
        `${(bytesPerSocket / 1024).toFixed(0)} KiB per socket`,
    ),
    `overdue among ${small.generations.toLocaleString('en')}: ${small.overdue.toFixed(2)} ms   among ` +
      `${large.generations.toLocaleString('en')}: ${large.overdue.toFixed(2)} ms   x ${scan.ratio.toFixed(2)}`,
    `none forgotten: ${small.forgotten.toFixed(2)} ms and ${large.forgotten.toFixed(2)} ms`,
  ].join('\n');
}
