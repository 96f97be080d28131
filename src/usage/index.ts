// The room's door: usage reports.
export type { Anomaly, AnomalyKind, Severity } from './anomaly.ts';
export { createUsage } from './create-usage.ts';
export type { Usage, UsageReport } from './usage.ts';
