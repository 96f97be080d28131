// Every kind of background work of the server fails once, in its first round, and goes on with its next.
import { describe, expect, it } from '@jest/globals';
import { startIdleExpiry } from '../../src/server/expire-idle-wallets.ts';
import { startSandboxPruning } from '../../src/server/prune-sandbox.ts';
import { startReconciliation } from '../../src/server/reconcile-payments.ts';
import { type Stoppable, startRounds } from '../../src/server/start-rounds.ts';
import { startInvoiceTending } from '../../src/server/tend-invoices.ts';
import { startWalletTending } from '../../src/server/tend-wallets.ts';
import { waitUntil } from '../support/wait-until.ts';

const everyMilliseconds = 2;

function failingOnce<Result>(result: Result) {
  const seen = { calls: 0 };
  const work = async (): Promise<Result> => {
    seen.calls += 1;
    if (seen.calls === 1) throw new Error('somebody broke it');
    return result;
  };
  return { seen, work };
}

function listening() {
  const warnings: string[] = [];
  const warn = (_details: unknown, message: string): number => warnings.push(message);
  const logger = { warn, info: warn, error: warn } as never;
  return { warnings, logger };
}

type Start = (work: () => Promise<never>, logger: never) => Stoppable;

const invoices = { closed: 0, answered: 0, overdue: 0, mayHaveMore: false };
const nothing = { accounts: 0, mayHaveMore: false, warned: 0 };
const idle = { runWoken: async () => 0, runRound: async () => 0, recover: async () => 0 };
const silent = { ...idle, runExpiryRound: async () => nothing };

const KINDS: [string, unknown, Start][] = [
  [
    'the expiry of credits in idle wallets',
    nothing,
    (expireIdle, logger) => startIdleExpiry({ ledger: { expireIdle }, logger, everyMilliseconds }),
  ],
  [
    'the removal of old files of the sandbox',
    0,
    (prune, logger) => startSandboxPruning({ sandbox: { prune }, keepHours: 1, logger, everyMilliseconds }),
  ],
  [
    'the reconciliation of payments',
    { status: 'BUSY' },
    (reconcile, logger) => startReconciliation({ purchases: { reconcile }, logger, everyMilliseconds }),
  ],
  [
    'the round of invoices',
    invoices,
    (runRound, logger) => startInvoiceTending({ invoiceRoom: { runRound }, logger, everyMilliseconds }),
  ],
  [
    'automatic top-ups',
    0,
    (runWoken, logger) =>
      startWalletTending({ topUps: { ...idle, runWoken }, warnings: silent, logger, everyMilliseconds }),
  ],
  [
    'the round of automatic top-ups',
    0,
    (runRound, logger) =>
      startWalletTending({ topUps: { ...idle, runRound }, warnings: silent, logger, everyMilliseconds }),
  ],
  [
    'the recovery of automatic top-ups',
    0,
    (recover, logger) =>
      startWalletTending({ topUps: { ...idle, recover }, warnings: silent, logger, everyMilliseconds }),
  ],
  [
    'warnings of low balances',
    0,
    (runWoken, logger) =>
      startWalletTending({ topUps: idle, warnings: { ...silent, runWoken }, logger, everyMilliseconds }),
  ],
  [
    'the round of warnings',
    0,
    (runRound, logger) =>
      startWalletTending({ topUps: idle, warnings: { ...silent, runRound }, logger, everyMilliseconds }),
  ],
  [
    'warnings of expiring credits',
    nothing,
    (runExpiryRound, logger) =>
      startWalletTending({ topUps: idle, warnings: { ...silent, runExpiryRound }, logger, everyMilliseconds }),
  ],
];

describe('background work that fails', () => {
  it.each(KINDS)('is seen in the log and done again: %s', async (what, result, start) => {
    const { seen, work } = failingOnce(result);
    const { warnings, logger } = listening();
    const rounds = start(work as () => Promise<never>, logger);
    await waitUntil('more rounds', () => seen.calls >= 3);
    await rounds.stop();
    expect(warnings).toEqual([`${what} could not be done`]);
  });

  it('is done again also when it fails each time, and at its usual pace', async () => {
    const { warnings, logger } = listening();
    const work = (): Promise<boolean> => Promise.reject(new Error('somebody broke it'));
    const rounds = startRounds({ what: 'all of it', everyMilliseconds, logger, work });
    await waitUntil('several rounds', () => warnings.length >= 5);
    await rounds.stop();
    const count = warnings.length;
    await new Promise(setImmediate);
    expect(warnings).toHaveLength(count);
  });
});
