import type { SpendingBlock } from '../translate/decide-spending.ts';
import { enumType } from './enums.ts';

export const SpendingBlockEnum = enumType<SpendingBlock>(
  'SpendingBlock',
  'Why the asking key cannot reserve something now; the codes are those that generate would refuse it with.',
  {
    ACCOUNT_SUSPENDED: 'The account is suspended.',
    CONCURRENCY_LIMIT_REACHED: "The plan's generations at once are all running.",
    KEY_DAILY_LIMIT_REACHED: 'Not enough is left today of the daily limit of the key, or of one that it descends from.',
    CREDIT_LIMIT_REACHED: 'Not enough is left of the credit line.',
    INSUFFICIENT_CREDITS: 'Not enough credits are available.',
    PRICE_UNKNOWN: 'One of the requests has no price.',
  },
);
