import type { AccountWarnings } from '../../purchases/index.ts';
import { lotId } from '../ids.ts';
import type { AccountWarningsType } from '../types/warnings.ts';

export function toWarnings({ thresholds, lowBalance, expiring }: AccountWarnings): AccountWarningsType {
  return {
    thresholds,
    lowBalance,
    expiring: expiring.map(({ lotNumber, days, credits, expiresAt }) => ({
      lotId: lotId(lotNumber),
      days,
      credits,
      expiresAt,
    })),
  };
}
