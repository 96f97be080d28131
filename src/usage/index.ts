// The room's door: usage reports.
export type { Usage, UsageBucket, UsageReport } from './usage.ts';
