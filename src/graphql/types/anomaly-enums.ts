import type { AnomalyKind, Severity } from '../../usage/index.ts';
import { enumType } from './enums.ts';

export const AnomalyKindEnum = enumType<AnomalyKind>('AnomalyKind', 'Patterns in transactions that are worth a look.', {
  REFUND_STREAK:
    'Three or more generations of one model in a row failed and were refunded: the model or its provider may have a problem.',
  HIGH_CHARGE:
    'A charge of at least 1.5 times its estimate, or of 5 times the median of at least 10 charges for its model.',
  UNKNOWN_ACTIVITY:
    'Transactions about a generation or with an API key that the account does not have, or with a key after its end.',
  STUCK_RESERVATION:
    'A reservation that is neither charged nor refunded 15 minutes after the time for its work, or held for the operator.',
});

export const SeverityEnum = enumType<Severity>('Severity', 'How soon an anomaly should be looked at.', {
  INFO: 'When there is time.',
  WARNING: 'Today.',
  CRITICAL: 'Now.',
});
