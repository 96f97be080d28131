// The room's door: usage reports.

export { createUsage } from './create-usage.ts';
export type { Anomaly, AnomalyKind, Severity, Usage, UsageReport } from './usage.ts';
