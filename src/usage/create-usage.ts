// Usage reports over whole UTC days. Days are computed from time; nothing is counted in advance, so nothing can drift.
import type { Sql } from '../database/index.ts';
import { sum, ZERO } from '../money/index.ts';
import { decideAnomalies } from './decide/anomalies.ts';
import { countListed, listTransactions } from './list-transactions.ts';
import { type DeadlineOf, readAnomalyFacts } from './read-anomalies.ts';
import { readSpendingPower } from './read-spending-power.ts';
import { type Dimension, readGenerationCounts, readProviderCounts, type Span } from './read-usage.ts';
import type { Usage, UsageBucket, UsageReport } from './usage.ts';

const DAY_MILLISECONDS = 86_400_000;
const NOTHING = { generations: 0, succeeded: 0, failed: 0, canceled: 0, cost: ZERO, grossCost: ZERO, refunded: ZERO };

/** `deadlineOf`: how long the work of a model may take; only anomalies ask for it. */
export function createUsage(sql: Sql, now: () => Date, deadlineOf: DeadlineOf): Usage {
  return {
    report: (accountId, days) => report(sql, { accountId, ...lastDays(days, now()) }),
    anomalies: async (accountId, { days, since }) => {
      const { from, to } = lastDays(days, now());
      return decideAnomalies(await readAnomalyFacts(sql, { accountId, from, since }, deadlineOf), to);
    },
    transactions: (page) => listTransactions(sql, page),
    countTransactions: (asked) => countListed(sql, asked),
    spendingPower: (asked) => readSpendingPower(sql, { ...asked, now: now() }),
  };
}

/** The last `days` UTC days, today among them: from midnight until now. */
function lastDays(days: number, now: Date): Pick<Span, 'from' | 'to'> {
  const today = Math.floor(now.getTime() / DAY_MILLISECONDS);
  return { from: new Date((today - days + 1) * DAY_MILLISECONDS), to: now };
}

async function report(sql: Sql, { accountId, from, to }: Span): Promise<UsageReport> {
  // A generation that is accepted in this very millisecond belongs to the report.
  const span = { accountId, from, to: new Date(to.getTime() + 1) };
  const [counts, providers] = await Promise.all([readGenerationCounts(sql, span), readProviderCounts(sql, span)]);
  const total = counts.find((count) => count.dimension === 'TOTAL') ?? NOTHING;
  const of = (dimension: Dimension): UsageBucket[] =>
    counts.filter((count) => count.dimension === dimension).map(toBucket);
  return {
    from,
    to,
    totalRequests: total.generations,
    totalGenerations: total.generations,
    succeeded: total.succeeded,
    failed: total.failed,
    canceled: total.canceled,
    totalCost: total.cost,
    grossCost: total.grossCost,
    refunded: total.refunded,
    wastedCost: sum(providers.map((provider) => provider.wasted)),
    byDay: of('DAY').toSorted(byKey),
    byModel: of('MODEL').toSorted(byCost),
    byApiKey: of('API_KEY').toSorted(byCost),
    byProvider: providers.map(toBucket).toSorted(byCost),
  };
}

function toBucket({ key, generations, succeeded, failed, cost, grossCost, refunded }: UsageBucket): UsageBucket {
  return { key, generations, succeeded, failed, cost, grossCost, refunded };
}

const byKey = (a: UsageBucket, b: UsageBucket): number => (a.key < b.key ? -1 : 1);

/** Most expensive first; equal ones by their key, so that the order is always the same. */
const byCost = (a: UsageBucket, b: UsageBucket): number => (a.cost === b.cost ? byKey(a, b) : Number(b.cost - a.cost));
