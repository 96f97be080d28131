// Every background job of the gateway fails once, in its first round, and goes on with its next.
import { describe, expect, it } from '@jest/globals';
import type { BackgroundJob } from '../../src/background/index.ts';
import { type GatewayWork, gatewayJobs, sandboxPruning, startJobs } from '../../src/server/background-jobs.ts';
import { waitUntil } from '../support/wait-until.ts';

const HOUR = 3_600_000;

function loggerOf(lines: string[]): GatewayWork['logger'] {
  const log = (_details: unknown, message: string): number => lines.push(message);
  return { warn: log, info: log, error: log } as never;
}

/** All jobs over rooms of which each answers `work`. */
function jobsOf(work: (name: string) => () => Promise<never>, lines: string[] = []): BackgroundJob[] {
  return gatewayJobs({
    ledger: { expireIdle: work('expireIdle') },
    topUps: { runWoken: work('top-ups woken'), runRound: work('top-ups'), recover: work('recover') },
    warnings: { runWoken: work('warnings woken'), runRound: work('warnings'), runExpiryRound: work('expiring') },
    invoiceRoom: { runRound: work('invoices') },
    indexHistories: work('index'),
    announceAnomalies: work('anomalies'),
    requestRoom: { prune: work('requests') },
    exportRoom: { runNext: work('exports'), prune: work('old exports') },
    emailRoom: { sendDue: work('e-mails'), prune: work('old e-mails') },
    inputs: { sweep: work('sent files') },
    purchases: { reconcile: work('reconcile') },
    logger: loggerOf(lines),
  });
}

const atOnce = (job: BackgroundJob): BackgroundJob => ({ ...job, everyMilliseconds: 2 });

describe('a background job of the gateway', () => {
  it('is done again after it failed, and the failure is in the log: all of them', async () => {
    const calls = new Map<string, number>();
    const lines: string[] = [];
    const failingOnce = (name: string) => async (): Promise<never> => {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      if (calls.get(name) === 1) throw new Error('somebody broke it');
      return { mayHaveMore: false, status: 'BUSY' } as never;
    };
    const jobs = jobsOf(failingOnce, lines);
    const running = startJobs(jobs.map(atOnce), loggerOf(lines));
    await waitUntil(
      'more rounds',
      () => calls.size === jobs.length && [...calls.values()].every((count) => count >= 3),
    );
    await running.stop();
    expect(lines.toSorted()).toEqual(jobs.map(({ what }) => `${what} could not be done`).toSorted());
    expect(jobs).toHaveLength(17);
  });

  it('is not the reconciliation where no payments are taken', () => {
    const names = (jobs: BackgroundJob[]) => jobs.map(({ what }) => what);
    const work = () => Promise.resolve({} as never);
    const all = names(jobsOf(() => work));
    const closed = gatewayJobs({
      ledger: { expireIdle: work },
      topUps: { runWoken: work, runRound: work, recover: work },
      warnings: { runWoken: work, runRound: work, runExpiryRound: work },
      invoiceRoom: { runRound: work },
      indexHistories: work,
      announceAnomalies: work,
      requestRoom: { prune: work },
      exportRoom: { runNext: work, prune: work },
      emailRoom: { sendDue: work, prune: work },
      inputs: { sweep: work },
      purchases: undefined,
      logger: loggerOf([]),
    });
    expect(all.filter((what) => !names(closed).includes(what))).toEqual(['the reconciliation of payments']);
  });
});

describe('the pruning of the sandbox', () => {
  it('asks for what is older than it keeps, and says that there is more after a full share', async () => {
    const asked: { readonly olderThan: Date; readonly limit: number }[] = [];
    const prune = async (olderThan: Date, limit: number): Promise<number> => {
      asked.push({ olderThan, limit });
      return asked.length < 3 ? limit : 0;
    };
    const before = Date.now();
    const { work } = sandboxPruning({ prune }, 24);
    const more = [await work(() => false), await work(() => false), await work(() => false)];
    expect(more).toEqual([true, true, false]);
    for (const { olderThan, limit } of asked) {
      expect(limit).toBe(1_000);
      expect(olderThan.getTime()).toBeGreaterThanOrEqual(before - 24 * HOUR);
      expect(olderThan.getTime()).toBeLessThanOrEqual(Date.now() - 24 * HOUR);
    }
  });
});
