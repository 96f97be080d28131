// The room's door: usage reports.
export { createUsage } from './create-usage.ts';
export type { Usage, UsageReport } from './usage.ts';
