import type { Anomaly } from '../../usage/index.ts';
import type { AnomalyType } from '../types/anomaly.ts';

export function toAnomaly(anomaly: Anomaly, accountId: string): AnomalyType {
  const { kind, severity, message, evidence, detectedAt } = anomaly;
  return { accountId, transactions: evidence, kind, severity, message, detectedAt };
}
