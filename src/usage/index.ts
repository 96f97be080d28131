// The room's door: reports. It reads the tables of all rooms and writes only its own.

export type { LabelledBy } from '../generation/index.ts';
export { announceAnomalies } from './announce/announce-anomalies.ts';
export { eraseAnomalies } from './announce/announced.ts';
export { createUsage } from './create-usage.ts';
export { decideForecast, paceMilliseconds } from './decide/forecast.ts';
export { indexHistories } from './history/index-history.ts';
export type { StatementPage } from './list-transactions.ts';
export type { AccountOrder, AccountPlace, AccountState, ListedAccount } from './operator/list-accounts.ts';
export type { RevenueBy, RevenueOfModel, RevenuePeriod } from './operator/read-revenue.ts';
export { BACKLOG, type Backlog, RECONCILED, readBacklog } from './read-backlog.ts';
export { type ChargedRow, type PaidLot, readCharges, readPaidLots } from './read-charges.ts';
export { type CreditLineUse, readCreditLineUse } from './read-credit-line-use.ts';
export type { SpenderAsked, SpendingPower } from './read-spending-power.ts';
export type { AnnouncedAnomaly, Anomaly, AnomalyKind, Severity, Usage, UsageAsked, UsageReport } from './usage.ts';
