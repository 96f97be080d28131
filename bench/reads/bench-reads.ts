// What looking back costs, over HTTP: every read of an account with 10 thousand transactions beside one with a million
// (--transactions=N). --spread=N: instead, N transactions of 10,000 accounts, of which the one that asks has 10 thousand too.
// --minutes=N: when it gives up.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadStorefront } from '../../src/catalog/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { positiveInteger, positiveNumber } from '../ledger/options.ts';
import { spreadOf } from '../ledger/statistics.ts';
import { withManyModels } from '../pricing/many-models.ts';
import { type Ask, createAsk } from './ask.ts';
import { type OpenedHistory, openHistory, type Size } from './open-history.ts';
import { type ReadCost, readsTable } from './print-reads.ts';
import { type Question, questions } from './questions.ts';

const SMALL = 10_000;
const ACCOUNTS = 10_000;
const MODELS = 10_000;
const SETTINGS = { max_wal_size: '4GB', maintenance_work_mem: '256MB' };

export async function benchReads({ json }: BenchOptions): Promise<void> {
  const [seconds, minutes] = [positiveNumber('seconds', 1.5), positiveNumber('minutes', 10)];
  const sizes = sizesOf(positiveInteger('transactions', 1_000_000), positiveInteger('spread', 1));
  const late = setTimeout(() => {
    process.stderr.write(`not done after --minutes=${minutes}: more give it more time\n`);
    process.exit(1);
  }, minutes * 60_000);
  const postgres = await startTemporaryPostgres({ settings: SETTINGS });
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  shutdown.add('PostgreSQL', () => postgres.stop());
  try {
    const storefront = await withManyModels(MODELS, loadStorefront);
    const opened: OpenedHistory[] = [];
    for (const size of sizes) opened.push(await openHistory({ postgres, storefront, logger, shutdown }, size));
    const costs: ReadCost[] = [];
    for (const question of questions()) {
      step(`question ${costs.length + 1}`);
      costs.push(await measure(question, opened.map(createAsk), seconds));
    }
    const names = sizes.map(({ name }) => name);
    printResult(json ? `${JSON.stringify({ names, costs })}\n` : `${readsTable(names, costs).join('\n')}\n`);
  } finally {
    clearTimeout(late);
    await shutdown.run();
  }
}

function sizesOf(transactions: number, spread: number): Size[] {
  const alone = { others: 0, othersTransactions: 0 };
  const words = (count: number): string => count.toLocaleString('en');
  const small = { ...alone, name: words(SMALL), transactions: SMALL };
  if (spread === 1) return [small, { ...alone, name: words(transactions), transactions }];
  const name = `${words(spread)} of ${words(ACCOUNTS)}`;
  return [
    small,
    { name, transactions: SMALL, others: ACCOUNTS - 1, othersTransactions: Math.floor(spread / ACCOUNTS) },
  ];
}

/** Call by call in turn, so that whatever else the machine does meets all of them alike. */
async function measure(question: Question, asks: readonly Ask[], seconds: number): Promise<ReadCost> {
  const latencies = asks.map((): number[] => []);
  for (const ask of asks) await ask(question);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end || (latencies[0]?.length ?? 0) < 5) {
    for (const [index, ask] of asks.entries()) {
      const from = performance.now();
      await ask(question);
      latencies[index]?.push(performance.now() - from);
    }
  }
  delay.disable();
  const blocked = delay.percentile(99) / 1e6;
  return { name: question.name, milliseconds: latencies.map((ofOne) => spreadOf(ofOne).median), blocked };
}
