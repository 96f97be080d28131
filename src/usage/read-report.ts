// A usage report: sums of the account's counted days, and what is open beside them. Days are counted in one time zone for each
// account; the first report after the zone has changed has them counted anew.
import type { Sql } from '../database/index.ts';
import { sum } from '../money/index.ts';
import { readLabels } from './read-labels.ts';
import { readRefused, withRefused } from './read-refused.ts';
import { type CalendarAsked, type CountedBucket, type ReportAsked, readBuckets, readCalendar } from './read-usage.ts';
import type { LabelsWanted, UsageBucket, UsageReport } from './usage.ts';

/** Counts an account's days in a time zone from now on. */
export type CountDaysIn = (accountId: string, timeZone: string) => Promise<void>;

export async function readReport(sql: Sql, asked: CalendarAsked, countDaysIn: CountDaysIn): Promise<UsageReport> {
  const calendar = await readCounted(sql, asked, countDaysIn);
  const [counted, refused] = await Promise.all([readBuckets(sql, calendar), readRefused(sql, calendar)]);
  const buckets = withRefused(counted, refused);
  const { begins: from, ends, timeZone } = calendar;
  return { from, to: ends > asked.now ? asked.now : ends, timeZone, ...toReport(buckets) };
}

export async function readLabelReport(
  sql: Sql,
  asked: CalendarAsked & LabelsWanted,
  countDaysIn: CountDaysIn,
): Promise<UsageBucket[]> {
  return readLabels(sql, await readCounted(sql, asked, countDaysIn), asked);
}

/** The days that are asked for, counted by the clocks of the account's zone. */
async function readCounted(sql: Sql, asked: CalendarAsked, countDaysIn: CountDaysIn): Promise<ReportAsked> {
  const { accountId, timeZone } = asked;
  const calendar = await readCalendar(sql, asked);
  if (calendar.countedIn !== timeZone) await countDaysIn(accountId, timeZone);
  return { ...calendar, accountId, timeZone };
}

function toReport(buckets: readonly CountedBucket[]): Omit<UsageReport, 'from' | 'to' | 'timeZone'> {
  const of = (dimension: CountedBucket['dimension']): UsageBucket[] =>
    buckets.filter((bucket) => bucket.dimension === dimension).map(({ dimension: _, ...bucket }) => bucket);
  const days = of('DAY');
  const countOf = (count: (bucket: UsageBucket) => number): number => days.reduce((all, day) => all + count(day), 0);
  const generations = countOf((day) => day.generations);
  const refused = countOf((day) => day.refused ?? 0);
  return {
    totalRequests: generations + refused,
    totalGenerations: generations,
    succeeded: countOf((day) => day.succeeded),
    failed: countOf((day) => day.failed),
    canceled: countOf((day) => day.canceled),
    refused,
    totalCost: sum(days.map((day) => day.cost)),
    grossCost: sum(days.map((day) => day.grossCost)),
    refunded: sum(days.map((day) => day.refunded)),
    wastedCost: sum(days.map((day) => day.wastedCost)),
    byDay: days.toSorted(byKey),
    byModel: of('MODEL').toSorted(byCost),
    byApiKey: of('API_KEY').toSorted(byCost),
    byProvider: of('PROVIDER').toSorted(byCost),
  };
}

const byKey = (a: UsageBucket, b: UsageBucket): number => (a.key < b.key ? -1 : 1);

/** Most expensive first; equal ones by their key, so that the order is always the same. */
function byCost(a: UsageBucket, b: UsageBucket): number {
  if (a.cost === b.cost) return byKey(a, b);
  return a.cost > b.cost ? -1 : 1;
}
