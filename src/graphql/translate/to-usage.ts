import type { UsageReport } from '../../usage/index.ts';
import { toPublicId } from '../ids.ts';
import type { UsageReportType } from '../types/usage.ts';

export function toUsageReport(report: UsageReport, accountId: string): UsageReportType {
  return {
    accountId,
    from: report.from,
    to: report.to,
    totalRequests: report.totalRequests,
    totalGenerations: report.totalGenerations,
    succeeded: report.succeeded,
    failed: report.failed,
    canceled: report.canceled,
    totalCost: report.totalCost,
    grossCost: report.grossCost,
    refunded: report.refunded,
    wastedCost: report.wastedCost,
    byDay: report.byDay,
    byModel: report.byModel,
    byApiKey: report.byApiKey.map((bucket) => ({ ...bucket, key: toPublicId('key', bucket.key) })),
    byProvider: report.byProvider,
  };
}
