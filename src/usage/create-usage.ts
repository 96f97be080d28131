// The room's reports over one database.
import { primaryReads, type Reads, type Sql } from '../database/index.ts';
import { type AnomalyEvents, createAnomalyFollowing } from './announce/follow-anomalies.ts';
import { decideAnomalies } from './decide/anomalies.ts';
import { countListed, listTransactions } from './list-transactions.ts';
import { listAccounts } from './operator/list-accounts.ts';
import { readRevenue } from './operator/read-revenue.ts';
import { type DeadlineOf, readAnomalyFacts } from './read-anomalies.ts';
import { type CountDaysIn, readLabelReport, readReport } from './read-report.ts';
import { readSpendingPower } from './read-spending-power.ts';
import type { Usage } from './usage.ts';

const DAY_MILLISECONDS = 86_400_000;

export interface UsageServices {
  readonly sql: Sql;
  /** Where reports are read, which say how old they are; `sql` when absent. */
  readonly reads?: Reads | undefined;
  readonly now: () => Date;
  /** How long the work of a model may take; only anomalies ask for it. */
  readonly deadlineOf: DeadlineOf;
  readonly countDaysIn: CountDaysIn;
  /** Notifications of what was announced; the database room's listener. */
  readonly events: AnomalyEvents;
}

export function createUsage(services: UsageServices): Usage {
  const { sql, now, deadlineOf, countDaysIn, events, reads = primaryReads(sql, now) } = services;
  const reporting = { sql, reads, countDaysIn };
  const followAnomalies = createAnomalyFollowing(events, sql);
  return {
    report: (asked) => readReport(reporting, { ...asked, now: now() }),
    byLabel: (asked) => readLabelReport(reporting, { ...asked, now: now() }),
    anomalies: async (accountId, { days, since }) => {
      const { from, to } = lastDays(days, now());
      return decideAnomalies(await readAnomalyFacts(sql, { accountId, from, since }, deadlineOf), to);
    },
    followAnomalies,
    transactions: (page) => listTransactions(sql, page),
    countTransactions: (asked) => countListed(sql, asked),
    spendingPower: (asked) => readSpendingPower(sql, { ...asked, now: now() }),
    revenue: async (asked) => {
      const { value, asOf } = await reads.recent((replica) => readRevenue(replica, asked));
      return { ...value, asOf };
    },
    accounts: (wanted) => listAccounts(sql, wanted),
  };
}

/** The last `days` UTC days, today among them: from midnight until now. */
function lastDays(days: number, now: Date): { readonly from: Date; readonly to: Date } {
  const today = Math.floor(now.getTime() / DAY_MILLISECONDS);
  return { from: new Date((today - days + 1) * DAY_MILLISECONDS), to: now };
}
