// What waits in the database: read when a monitor asks, and not more often than configured, however often and by how
// many it is asked. When it cannot be read, these series are absent and `tollgate_scrape_failed` is 1; all others stand.
import { setTimeout as delay } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Backlog } from '../../usage/index.ts';

export interface BacklogReading {
  readonly read: () => Promise<Backlog>;
  /** What was read, or could not be, is said again for so long. */
  readonly keepMilliseconds: number;
  readonly onFailed: (error: unknown) => void;
}

/** A monitor waits 10 s by default. */
const LIMIT_MILLISECONDS = 3_000;

/** By name: help, and what it is of what was read. Undefined: there is no such moment yet. */
const GAUGES: Readonly<Record<string, readonly [string, (backlog: Backlog) => number | undefined]>> = {
  tollgate_generations_oldest_queued_seconds: [
    'How long the oldest queued generation has been waiting.',
    ({ oldestQueuedSeconds }) => oldestQueuedSeconds,
  ],
  tollgate_generations_oldest_held_seconds: [
    'How long the oldest generation that was delivered and held has been waiting for an operator.',
    ({ oldestHeldSeconds }) => oldestHeldSeconds,
  ],
  tollgate_reservations_open: [
    'Reservations that are not settled: generations that are queued, running or held (each counted up to 10,000).',
    ({ queued, running, held }) => queued + running + held,
  ],
  tollgate_reservations_overdue: [
    'Running generations that no worker has looked after for a minute (counted up to 10,000).',
    ({ overdue }) => overdue,
  ],
  tollgate_webhook_lag_seconds: [
    'How late the delivery of a webhook is that should have been made first (of the first 1,000 targets).',
    ({ webhookLagSeconds }) => webhookLagSeconds,
  ],
  tollgate_top_ups_pending: [
    'Automatic top-ups whose payment is not known to have succeeded or failed.',
    ({ pendingTopUps }) => pendingTopUps,
  ],
  tollgate_findings_open: [
    'Findings of the reconciliation with the payment provider that need a person.',
    ({ openFindings }) => openFindings,
  ],
  tollgate_reconciliation_age_seconds: [
    'Since the last round of the reconciliation that ended well began; absent before the first.',
    ({ reconciledSeconds }) => reconciledSeconds,
  ],
  tollgate_verifications_running: [
    'Verifications of accounts in the background that are under way, in all processes.',
    ({ verificationsRunning }) => verificationsRunning,
  ],
  tollgate_verification_age_seconds: [
    'Since the last verification of an account that found everything as it should be; absent before the first.',
    ({ verifiedSeconds }) => verifiedSeconds,
  ],
  tollgate_ledger_damaged_accounts: [
    'Accounts whose last verification found something wrong.',
    ({ damagedAccounts }) => damagedAccounts,
  ],
};

export function readBacklogGauges(registry: Registry, reading: BacklogReading): void {
  const registers = [registry];
  const recall = createRecall(reading);
  for (const [name, [help, valueOf]] of Object.entries(GAUGES)) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const backlog = await recall();
        const value = backlog === undefined ? undefined : valueOf(backlog);
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }
  readStates(registry, recall);
  new Gauge({
    name: 'tollgate_scrape_failed',
    help: '1 when what waits in the database could not be read: the series that say it are absent.',
    registers,
    async collect() {
      this.set((await recall()) === undefined ? 1 : 0);
    },
  });
}

type Recall = () => Promise<Backlog | undefined>;

function readStates(registry: Registry, recall: Recall): void {
  new Gauge({
    name: 'tollgate_generations',
    help: 'Generations that have not come to their end: queued, running, held for an operator (each counted up to 10,000).',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const backlog = await recall();
      this.reset();
      if (backlog === undefined) return;
      for (const state of ['queued', 'running', 'held'] as const) this.set({ state }, backlog[state]);
    },
  });
}

/** One reading for all who ask while it is under way, and until it is old. Undefined when it failed. */
function createRecall({ read, keepMilliseconds, onFailed }: BacklogReading): Recall {
  let last: { readonly until: number; readonly reading: Promise<Backlog | undefined> } | undefined;
  const attempt = async (): Promise<Backlog | undefined> => {
    try {
      return await withLimit(read());
    } catch (error) {
      onFailed(error);
      return undefined;
    }
  };
  return () => {
    const now = performance.now();
    if (last === undefined || now >= last.until) last = { until: now + keepMilliseconds, reading: attempt() };
    return last.reading;
  };
}

async function withLimit<T>(reading: Promise<T>): Promise<T> {
  const given = new AbortController();
  const limit = delay(LIMIT_MILLISECONDS, undefined, { signal: given.signal, ref: false }).then(
    () => {
      throw new Error(`what waits was not read within ${LIMIT_MILLISECONDS} ms`);
    },
    // Read in time.
    () => reading,
  );
  return Promise.race([reading, limit]).finally(() => given.abort());
}
