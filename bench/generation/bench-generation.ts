// Generations without the work itself: how soon they run, how many a second, who hears of it, and how they are found again.

import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { openGateways } from '../http/open-gateways.ts';
import { benchFanOut, type FanOut } from './bench-fan-out.ts';
import { benchLatency, type Latency } from './bench-latency.ts';
import { benchRecoveryScan, type RecoveryScan } from './bench-recovery-scan.ts';
import { benchRequestLog, type RequestLogCost, requestLogLines } from './bench-request-log.ts';
import { benchThroughput, type Throughput } from './bench-throughput.ts';

const CROWDS = [1_000, 5_000];
/** `--only=latency,throughput`: parts, instead of all. */
const ONLY = process.argv
  .find((word) => word.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');

const isWanted = (name: string): boolean => ONLY?.includes(name) !== false;

interface Measured {
  readonly latency?: Latency | undefined;
  readonly throughput?: Throughput | undefined;
  readonly fanOuts?: readonly FanOut[] | undefined;
  readonly scan?: RecoveryScan | undefined;
  readonly requestLog?: RequestLogCost | undefined;
}

export async function benchGeneration({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const inDatabase = async <T>(
      name: string,
      measure: (database: Database, url: string) => Promise<T>,
    ): Promise<T | undefined> => {
      if (!isWanted(name)) return undefined;
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
    const scan = isWanted('scan') ? await benchRecoveryScan() : undefined;
    const requestLog = await inDatabase('request_log', benchRequestLog);
    const measured = { latency, throughput, fanOuts, scan, requestLog };
    printResult(`${json ? JSON.stringify(measured) : table(measured)}\n`);
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
    for (const sockets of CROWDS) {
      step(`${sockets} sockets`);
      measured.push(await benchFanOut(database, real, sockets));
    }
    return measured;
  } finally {
    await shutdown.run();
  }
}

function table({ latency, throughput, fanOuts, scan, requestLog }: Measured): string {
  return [
    ...(latency === undefined ? [] : latencyLines(latency)),
    ...(throughput === undefined ? [] : throughputLines(throughput)),
    ...(fanOuts ?? []).map(
      ({ sockets, plain, gateway, ratio, processorRatio, bytesPerSocket, plainBytesPerSocket }) =>
        `${sockets} followers: ${gateway.toFixed(0)} ms   plain sockets: ${plain.toFixed(0)} ms   ratio ${ratio.toFixed(2)}   ` +
        `of processor time ${processorRatio.toFixed(2)}   ${(bytesPerSocket / 1024).toFixed(1)} KiB per socket, ` +
        `plain ${(plainBytesPerSocket / 1024).toFixed(1)}`,
    ),
    ...(scan === undefined ? [] : scanLines(scan)),
    ...(requestLog === undefined ? [] : requestLogLines(requestLog)),
  ].join('\n');
}

const latencyLines = ({ running, bareJob, ratio }: Latency): string[] => [
  `request to RUNNING: ${running.toFixed(1)} ms   a bare job: ${bareJob.toFixed(1)} ms   x ${ratio.toFixed(2)}`,
];

const throughputLines = ({ generationsPerSecond, jobsPerSecond, ratio }: Throughput): string[] => [
  `generations: ${generationsPerSecond.toFixed(0)}/s   bare jobs: ${jobsPerSecond.toFixed(0)}/s   ratio ${ratio.toFixed(2)}`,
];

const scanLines = ({ small, large, ratio, plan }: RecoveryScan): string[] => [
  `overdue among ${small.generations.toLocaleString('en')}: ${small.overdue.toFixed(2)} ms   among ` +
    `${large.generations.toLocaleString('en')}: ${large.overdue.toFixed(2)} ms   x ${ratio.toFixed(2)}`,
  `none queued: ${small.queued.toFixed(2)} ms and ${large.queued.toFixed(2)} ms`,
  plan,
];
