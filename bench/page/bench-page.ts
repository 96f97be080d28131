// The page in a real browser, on this machine: how long until it takes input and until it shows a balance, each time with an empty cache;
// and the ledger of an account with a million transactions (--transactions=N) beside one of a hundred. --rounds=N of each. It needs
// chromium (CHROMIUM names another place).

import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { report } from '../ledger/load-transactions.ts';
import { positiveInteger } from '../ledger/options.ts';
import { openBrowser } from './browser.ts';
import { measureFirstPages } from './measure-first-pages.ts';
import { measureScrolling } from './measure-scrolling.ts';
import { measureSignIn } from './measure-sign-in.ts';
import { openBarePage } from './open-bare-page.ts';
import { openLedgers } from './open-ledgers.ts';
import { pageTable } from './print-page.ts';

const SMALL = 100;
const SETTINGS = { max_wal_size: '4GB', maintenance_work_mem: '256MB' };

export async function benchPage({ json }: BenchOptions): Promise<void> {
  const rounds = positiveInteger('rounds', 20);
  const large = positiveInteger('transactions', 1_000_000);
  const browser = await openBrowser();
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  shutdown.add('the browser', () => browser.close());
  try {
    const postgres = await startTemporaryPostgres({ settings: SETTINGS });
    shutdown.add('PostgreSQL', () => postgres.stop());
    const bare = await openBarePage();
    shutdown.add('the bare page', () => bare.close());
    const ledgers = await openLedgers({ postgres, logger, shutdown }, { small: SMALL, large });
    const signIn = await measureSignIn(browser, { url: ledgers.url, bare: bare.url }, rounds);
    report('signed in, again and again');
    const firstPages = await measureFirstPages(browser, ledgers, rounds);
    report('opened the ledgers');
    const scrolling = await measureScrolling(browser, ledgers);
    const measured = { transactions: [SMALL, large] as const, signIn, firstPages, scrolling };
    printResult(json ? `${JSON.stringify(measured)}\n` : `${pageTable(measured).join('\n')}\n`);
  } finally {
    await shutdown.run();
  }
}
