// Which days the figures are for. Days are UTC's, as the gateway counts them.
import type { RevenueBy } from '../../../gql/graphql.ts';

export interface Span {
  readonly id: string;
  readonly label: string;
  readonly by: RevenueBy;
  /** The first day, when `today` is the last one. */
  firstDay(today: Date): Date;
}

const monthsBack = (today: Date, months: number): Date =>
  new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 1));
const daysBack = (today: Date, days: number): Date =>
  new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - days));

export const SPANS: readonly Span[] = [
  { id: '7', label: 'Last 7 days, by day', by: 'DAY', firstDay: (today) => daysBack(today, 6) },
  { id: '30', label: 'Last 30 days, by day', by: 'DAY', firstDay: (today) => daysBack(today, 29) },
  { id: '90', label: 'Last 90 days, by day', by: 'DAY', firstDay: (today) => daysBack(today, 89) },
  { id: '6m', label: 'Last 6 months, by month', by: 'MONTH', firstDay: (today) => monthsBack(today, 5) },
  { id: '12m', label: 'Last 12 months, by month', by: 'MONTH', firstDay: (today) => monthsBack(today, 11) },
];

/** "2026-11-30". */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 'yyyy-mm-dd'.length);
