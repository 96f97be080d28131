// A usage report: sums of the account's counted days, and what is open beside them. Days are counted in one time zone for each
// account; the first report after the zone has changed has them counted anew.
import { type Dated, type Reads, type Sql } from '../database/index.ts';
import { sum } from '../money/index.ts';
import { readLabels } from './read-labels.ts';
import { readRefused, withRefused } from './read-refused.ts';
import { type CalendarAsked, type CountedBucket, type ReportAsked, readBuckets, readCalendar } from './read-usage.ts';
import type { LabelsWanted, UsageBucket, UsageReport } from './usage.ts';

/** Counts an account's days in a time zone from now on. */
export type CountDaysIn = (accountId: string, timeZone: string) => Promise<void>;

export interface Reporting {
  readonly sql: Sql;
  readonly reads: Reads;
  readonly countDaysIn: CountDaysIn;
}

export async function readReport(reporting: Reporting, asked: CalendarAsked): Promise<UsageReport> {
  const { value, asOf } = await readCounted(reporting, asked, {
    read: async (sql, calendar) => {
      const [counted, refused] = await Promise.all([readBuckets(sql, calendar), readRefused(sql, calendar)]);
      return { calendar, buckets: withRefused(counted, refused) };
    },
  });
  const { begins: from, ends, timeZone } = value.calendar;
  return { from, to: ends > asked.now ? asked.now : ends, asOf, timeZone, ...toReport(value.buckets) };
}

export async function readLabelReport(
  reporting: Reporting,
  asked: CalendarAsked & LabelsWanted,
): Promise<UsageBucket[]> {
  const { notBefore } = asked;
  const read = (sql: Sql, calendar: ReportAsked): Promise<UsageBucket[]> => readLabels(sql, calendar, asked);
  return (await readCounted(reporting, asked, { read, notBefore })).value;
}

interface CountedRead<T> {
  readonly read: (sql: Sql, calendar: ReportAsked) => Promise<T>;
  readonly notBefore?: Date | undefined;
}

/**
 * Reads the days that are asked for, counted by the clocks of the account's zone. Where a replica has them counted by others, the
 * primary has not, or has had them counted a moment ago: it is asked, and counts them if need be.
 */
async function readCounted<T>(
  { sql: primary, reads, countDaysIn }: Reporting,
  asked: CalendarAsked,
  { read, notBefore }: CountedRead<T>,
): Promise<Dated<T>> {
  const { accountId, timeZone } = asked;
  const { value, asOf } = await reads.recent(async (sql) => {
    const calendar = await readCalendar(sql, asked);
    if (calendar.countedIn !== timeZone) return undefined;
    return { read: await read(sql, { ...calendar, accountId, timeZone }) };
  }, notBefore);
  if (value !== undefined) return { value: value.read, asOf };
  const calendar = await readCalendar(primary, asked);
  if (calendar.countedIn !== timeZone) await countDaysIn(accountId, timeZone);
  return { value: await read(primary, { ...calendar, accountId, timeZone }), asOf: asked.now };
}

function toReport(buckets: readonly CountedBucket[]): Omit<UsageReport, 'from' | 'to' | 'asOf' | 'timeZone'> {
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
